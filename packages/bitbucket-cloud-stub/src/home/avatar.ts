const COLOURS = [
  '#0c56d0',
  '#1b6e46',
  '#8a3a12',
  '#5e3fb8',
  '#a61d57',
  '#0b6477',
  '#5c5312',
  '#44546f',
];

/** Renders initials on a color, always the same for the same name. */
export function renderAvatar(name: string): string {
  const initials = name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(word => [...word][0].toUpperCase());
  const shown = [initials[0], initials.length > 1 ? initials.at(-1) : '']
    .join('')
    .trim();
  const hash = [...name].reduce(
    (total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 65521,
    0,
  );
  const colour = COLOURS[hash % COLOURS.length];
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">',
    `<rect width="128" height="128" fill="${colour}"/>`,
    '<text x="64" y="64" dy="0.36em" text-anchor="middle" fill="#ffffff" font-family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="52" font-weight="600">',
    `${shown}</text></svg>`,
  ].join('');
}
