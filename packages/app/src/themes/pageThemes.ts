import { genPageTheme, type PageTheme } from '@backstage/theme';
import { headerColors, headerPattern } from '../branding/headerColors';

/**
 * The header of each kind of page: two colors and a faint pattern. The keys are the page themes that Backstage uses, so
 * every type of component has its own color.
 *
 * @public
 */
export const pageThemes: Record<string, PageTheme> = Object.fromEntries(
  Object.entries(headerColors).map(([name, colors]) => [
    name,
    genPageTheme({ colors, shape: headerPattern }),
  ]),
);
