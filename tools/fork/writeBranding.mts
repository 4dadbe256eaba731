import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.mts';
import { mapColors, replaceColors } from './colors.mts';
import { asSvg, drawInitial, drawTile, type Image } from './images.mts';

/** The drawings of a company. */
export interface Drawings {
  logo?: Image;
  artwork?: Image;
}

/** The files that contain colors. */
const colored = [
  'packages/app/src/branding/*.{ts,tsx,css,svg}',
  'packages/app/public/{index.html,manifest.json,favicon.svg}',
];

/** The icons that are not SVG, with their sizes. */
const icons: Record<string, number> = {
  'apple-touch-icon.png': 180,
  'favicon-32x32.png': 32,
  'icon-192.png': 192,
  'icon-512.png': 512,
};

/** The background of the logo and of the sidebar in the template. */
const TILE = '#0C2733';

/** Replaces the colors, the logo and the drawing of the sign-in page. */
export function writeBranding(
  directory: string,
  answers: Answers,
  { logo, artwork }: Drawings,
): void {
  const map = mapColors(answers.color, answers.accent);
  if (map.size > 0) {
    for (const path of globSync(colored, { cwd: directory })) {
      const file = join(directory, path);
      writeFileSync(file, replaceColors(readFileSync(file, 'utf8'), map));
    }
  }
  const tile = map.get(TILE) ?? TILE;
  const svg = logo ? asSvg(logo) : drawInitial(answers.company, tile);
  writeFileSync(join(directory, 'packages/app/src/branding/logo.svg'), svg);
  const folder = join(directory, 'packages/app/public');
  writeFileSync(join(folder, 'favicon.svg'), svg);
  for (const [name, size] of Object.entries(icons)) {
    writeFileSync(
      join(folder, name),
      logo?.kind === 'png' ? logo.content : drawTile(size, tile),
    );
  }
  if (artwork) {
    writeFileSync(
      join(directory, 'packages/app/src/branding/sign-in.svg'),
      asSvg(artwork),
    );
  }
}
