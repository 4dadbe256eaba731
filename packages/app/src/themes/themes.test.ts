import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getContrastRatio } from '@material-ui/core/styles';
import { darkPalette, lightPalette } from '../branding/palettes';
import { pageThemes } from './pageThemes';
import { themes } from './themes';

const AA_TEXT = 4.5;

type Palette = typeof lightPalette | typeof darkPalette;

const textPairs = (palette: Palette): [string, string, string][] => [
  ['text on a page', palette.text.primary, palette.background.default],
  ['text on a card', palette.text.primary, palette.background.paper],
  ['faint text on a page', palette.textSubtle, palette.background.default],
  ['faint text on a card', palette.textSubtle, palette.background.paper],
  ['a link on a page', palette.link, palette.background.default],
  ['a link on a card', palette.link, palette.background.paper],
  ['a link under the pointer', palette.linkHover, palette.background.paper],
  ['a button', palette.primary.contrastText, palette.primary.main],
  ['a pressed button', palette.primary.contrastText, palette.primary.dark],
  ['a text button', palette.primary.main, palette.background.paper],
  ['a second button', palette.secondary.contrastText, palette.secondary.main],
  ['the heading of a failure', palette.errorText, palette.errorBackground],
  ['the text of a failure', palette.text.primary, palette.errorBackground],
  ['information', palette.infoText, palette.infoBackground],
  ['a warning', palette.warningText, palette.warningBackground],
  ['the sidebar', palette.navigation.color, palette.navigation.background],
  [
    'the sidebar under the pointer',
    palette.navigation.color,
    palette.navigation.navItem.hoverBackground,
  ],
];

describe('themes', () => {
  it('contain a light and a dark theme, so that Backstage can follow the system', () => {
    expect(themes.map(({ id, variant }) => [id, variant])).toEqual([
      ['light', 'light'],
      ['dark', 'dark'],
    ]);
  });

  describe.each([
    ['light', lightPalette],
    ['dark', darkPalette],
  ])('%s', (mode, palette) => {
    it.each(textPairs(palette))('is readable: %s', (_, text, background) => {
      expect(getContrastRatio(text, background)).toBeGreaterThanOrEqual(
        AA_TEXT,
      );
    });

    it('have the same colors while the page loads', () => {
      const file = resolve(__dirname, '../../public/index.html');
      const [light, dark] = readFileSync(file, 'utf8').split(
        '(prefers-color-scheme: dark)',
      );
      expect(mode === 'dark' ? dark : light).toMatch(
        new RegExp(
          `background: ${palette.background.default};\\s*color: ${palette.text.primary};`,
          'i',
        ),
      );
    });

    it('have the same colors on pages built on Backstage UI', () => {
      const css = readFileSync(
        resolve(__dirname, '../branding/backstage-ui.css'),
        'utf8',
      );
      const block = css.split(`[data-theme-mode='${mode}'] {`)[1].split('}')[0];
      const token = (name: string) =>
        new RegExp(`--bui-${name}: (#\\w+);`).exec(block)?.[1].toUpperCase();

      expect({
        page: token('bg-app'),
        card: token('bg-neutral-1'),
        text: token('fg-primary'),
        faintText: token('fg-secondary'),
        border: token('border-1'),
        button: token('accent-bg'),
        buttonText: token('accent-fg'),
      }).toEqual({
        page: palette.background.default,
        card: palette.background.paper,
        text: palette.text.primary,
        faintText: palette.textSubtle,
        border: palette.border,
        button: palette.primary.main,
        buttonText: palette.primary.contrastText,
      });
    });
  });

  it.each(Object.entries(pageThemes))(
    'have a readable title on the header of %s pages',
    (_name, { colors, fontColor }) => {
      for (const color of colors) {
        expect(getContrastRatio(fontColor, color)).toBeGreaterThanOrEqual(
          AA_TEXT,
        );
      }
    },
  );
});
