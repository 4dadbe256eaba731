/** The colors of the template that have the hue of its brand, in `packages/app`. */
const primaryFamily = [
  ...['#0B6B78', '#084F59', '#0A6570', '#074C55', '#E6F4F5', '#0A5560'],
  ...['#6FD0D6', '#54B6BD', '#06222A', '#7AD6DB', '#A5E6EA', '#12353C'],
  ...['#7FA9AF', '#E6F1F2', '#2F5B61', '#8FB3B7', '#17A2AE'],
  ...['#0C2733', '#17394A', '#12303E', '#0A141A'],
  ...['#0C2F3F', '#0B5C69', '#0A3F4A'],
];
const primary = primaryFamily[0];
const accent = '#F5A524';

type Triple = [number, number, number];

/** A color has six hexadecimal digits after the `#`. */
export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/**
 * Returns the replacement of each color of the template. Each replacement has the hue of the given color and the
 * luminance of the color that it replaces, so that the contrasts stay the same. The given color itself is the color of
 * buttons if white text on it is readable (WCAG AA).
 *
 * @param color - the color of the brand, and of buttons
 * @param second - the color of the line at the selected page in the sidebar
 */
export function mapColors(
  color: string | undefined,
  second: string | undefined,
): Map<string, string> {
  const map = new Map<string, string>();
  if (color) {
    const [hue, saturation] = toHsl(color);
    const [, own] = toHsl(primary);
    for (const each of primaryFamily) {
      const [, ofEach] = toHsl(each);
      map.set(
        each,
        withLuminance(
          hue,
          Math.min(1, (ofEach * saturation) / own),
          luminance(each),
        ),
      );
    }
    // Links have about the same color, and their text must be readable on a pale background.
    if (luminance(color) <= luminance(primary)) {
      map.set(primary, color.toUpperCase());
    }
  }
  if (second) {
    map.set(accent, second.toUpperCase());
  }
  return map;
}

/** Replaces colors in a text, and keeps the case of each. */
export function replaceColors(text: string, map: Map<string, string>): string {
  return text.replaceAll(/(#|%23)([0-9a-f]{6})\b/gi, (found, sign, digits) => {
    const color = map.get(`#${digits.toUpperCase()}`);
    if (!color) {
      return found;
    }
    const written = color.slice(1);
    const isLower = digits === digits.toLowerCase();
    return `${sign}${isLower ? written.toLowerCase() : written}`;
  });
}

function toRgb(color: string): Triple {
  return [1, 3, 5].map(
    at => Number.parseInt(color.slice(at, at + 2), 16) / 255,
  ) as Triple;
}

function luminance(color: string): number {
  const [red, green, blue] = toRgb(color).map(part =>
    part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Returns hue in degrees, saturation and lightness. */
function toHsl(color: string): Triple {
  const [red, green, blue] = toRgb(color);
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  const lightness = most - range / 2;
  if (range === 0) {
    return [0, 0, lightness];
  }
  const hue =
    (most === red && (green - blue) / range) ||
    (most === green && 2 + (blue - red) / range) ||
    (most === blue && 4 + (red - green) / range) ||
    0;
  return [
    (hue * 60 + 360) % 360,
    range / (1 - Math.abs(2 * lightness - 1)),
    lightness,
  ];
}

function fromHsl([hue, saturation, lightness]: Triple): string {
  const parts = [0, 8, 4].map(offset => {
    const at = (offset + hue / 30) % 12;
    const part =
      lightness -
      saturation *
        Math.min(lightness, 1 - lightness) *
        Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(part * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`.toUpperCase();
}

function withLuminance(
  hue: number,
  saturation: number,
  wanted: number,
): string {
  let [low, high] = [0, 1];
  for (let step = 0; step < 20; step++) {
    const lightness = (low + high) / 2;
    if (luminance(fromHsl([hue, saturation, lightness])) < wanted) {
      low = lightness;
    } else {
      high = lightness;
    }
  }
  return fromHsl([hue, saturation, (low + high) / 2]);
}
