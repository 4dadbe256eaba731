import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const LARGEST = 200_000;
/** The size of the largest icon. */
const ICON_PIXELS = 512;
const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** What an SVG can contain that runs code or reads another file. */
const unsafe =
  /<script|<foreignObject|<!ENTITY|<!DOCTYPE|\son\w+\s*=|javascript:|@import|(?:href\s*=\s*|url\()["']?\s*(?:https?:|\/\/|file:)/i;

/** An image that a company gives. */
export interface Image {
  kind: 'svg' | 'png';
  content: Buffer;
}

/**
 * Reads a logo or another drawing.
 *
 * @throws Error with a message for the user
 */
export function readImage(option: string, file: string): Image {
  const kind = extname(file).slice(1).toLowerCase();
  if (kind !== 'svg' && kind !== 'png') {
    throw new Error(`${option} is ${file}. It must be an SVG or a PNG file.`);
  }
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    throw new Error(
      `${option}: ${file} cannot be read: ${(error as Error).message}`,
    );
  }
  if (content.length > LARGEST) {
    throw new Error(
      `${option}: ${file} has ${content.length} bytes. The limit is ${LARGEST}, because every visitor loads it.`,
    );
  }
  if (
    kind === 'png' &&
    !(content.length > 24 && content.subarray(0, 8).equals(PNG_SIGNATURE))
  ) {
    throw new Error(`${option}: ${file} is no PNG file.`);
  }
  if (kind === 'svg') {
    checkSvg(option, file, content.toString('utf8'));
  }
  return { kind, content };
}

/**
 * Checks a logo in PNG, which becomes the icons of the portal.
 *
 * @throws Error with a message for the user
 */
export function checkIcon(option: string, { kind, content }: Image): void {
  if (kind === 'png') {
    const [width, height] = [
      content.readUInt32BE(16),
      content.readUInt32BE(20),
    ];
    if (width !== height || width < ICON_PIXELS) {
      throw new Error(
        `${option} has ${width} x ${height} pixels. A PNG must be square and have at least ${ICON_PIXELS} x ${ICON_PIXELS}, because it becomes the icons. Use a larger one, or an SVG.`,
      );
    }
  }
}

function checkSvg(option: string, file: string, text: string): void {
  if (!/<svg[\s>]/i.test(text)) {
    throw new Error(`${option}: ${file} is no SVG file.`);
  }
  const [found] = unsafe.exec(text) ?? [];
  if (found) {
    throw new Error(
      `${option}: ${file} contains "${found.trim()}". An SVG must not contain scripts, event handlers, entities or other files.`,
    );
  }
}

/** Returns an image as an SVG. */
export function asSvg({ kind, content }: Image): string {
  return kind === 'svg'
    ? content.toString('utf8')
    : `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><image width="64" height="64" href="data:image/png;base64,${content.toString(
        'base64',
      )}" /></svg>\n`;
}

/** Returns the logo of a company that has given none: its initial on a tile. */
export function drawInitial(company: string, color: string): string {
  const [initial] = company.toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="14" fill="${color}" />
  <text x="32" y="45" text-anchor="middle" font-family="system-ui, sans-serif" font-size="38" font-weight="700" fill="#fff">${initial}</text>
</svg>
`;
}

/** Returns a PNG with one color. */
export function drawTile(size: number, color: string): Buffer {
  const pixel = Buffer.from(color.slice(1), 'hex');
  const line = Buffer.concat([
    Buffer.of(0),
    ...Array.from({ length: size }, () => pixel),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits for each of red, green and blue.
  header.set([8, 2], 8);
  const lines = Buffer.concat(Array.from({ length: size }, () => line));
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
