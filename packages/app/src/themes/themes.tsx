import { type AppTheme } from '@backstage/core-plugin-api';
import {
  createUnifiedTheme,
  type UnifiedTheme,
  UnifiedThemeProvider,
} from '@backstage/theme';
import { alpha } from '@material-ui/core/styles';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';
import { darkPalette, lightPalette } from '../branding/palettes';
import { pageThemes } from './pageThemes';

const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const createPortalTheme = (palette: typeof lightPalette | typeof darkPalette) =>
  createUnifiedTheme({
    palette,
    fontFamily,
    defaultPageTheme: 'home',
    pageTheme: pageThemes,
    components: {
      // In the color of the name next to it, also on the colored header of a page.
      CatalogReactEntityDisplayName: {
        styleOverrides: { icon: { color: 'inherit', opacity: 0.75 } },
      },
      MuiButton: {
        styleOverrides: {
          root: { textTransform: 'none', fontWeight: 600, borderRadius: 8 },
          contained: { boxShadow: 'none' },
        },
      },
      MuiPaper: {
        styleOverrides: {
          root: { backgroundImage: 'unset' },
          rounded: { borderRadius: 10 },
          elevation1: {
            boxShadow: 'none',
            border: `1px solid ${palette.border}`,
          },
        },
      },
      MuiTableCell: {
        styleOverrides: {
          root: ({ theme }) => ({
            padding: theme.spacing(2.5, 2, 2.5, 2.5),
            lineHeight: 1.3,
            borderBottom: 0,
            overflowWrap: 'break-word',
          }),
          sizeSmall: ({ theme }) => ({
            padding: theme.spacing(1.5, 2, 1.5, 2.5),
          }),
          head: { color: palette.textSubtle, lineHeight: 1.3 },
        },
      },
      CatalogReactUserListPicker: {
        styleOverrides: {
          root: { backgroundColor: 'transparent' },
          groupWrapper: { margin: '8px 0 16px' },
          listIcon: { minWidth: 28 },
        },
      },
      MuiTab: {
        styleOverrides: {
          root: {
            color: palette.textSubtle,
            minHeight: 24,
            textTransform: 'none',
            fontWeight: 500,
            '&:hover': {
              color: palette.link,
              background: alpha(palette.primary.main, 0.08),
            },
          },
          textColorPrimary: { color: palette.textSubtle },
        },
      },
    },
  });

/** @public */
export const lightTheme: UnifiedTheme = createPortalTheme(lightPalette);

/** @public */
export const darkTheme: UnifiedTheme = createPortalTheme(darkPalette);

/**
 * The themes that a user can select in the settings. By default, Backstage uses the theme that matches
 * the system's preference.
 *
 * @public
 */
export const themes: AppTheme[] = [
  {
    id: 'light',
    title: 'Light',
    variant: 'light',
    icon: <LightIcon />,
    Provider: ({ children }) => (
      <UnifiedThemeProvider theme={lightTheme} children={children} />
    ),
  },
  {
    id: 'dark',
    title: 'Dark',
    variant: 'dark',
    icon: <DarkIcon />,
    Provider: ({ children }) => (
      <UnifiedThemeProvider theme={darkTheme} children={children} />
    ),
  },
];
