import { palettes as backstagePalettes } from '@backstage/theme';

/*
 * The colors of the portal. backstage-ui.css repeats the colors for pages built on Backstage UI.
 * themes/themes.test.ts fails if the two differ, or if the contrast of a text is lower than WCAG AA requires.
 */

const navigation = {
  background: '#0C2733',
  indicator: '#F5A524',
  color: '#B7C9D1',
  selectedColor: '#FFFFFF',
  navItem: { hoverBackground: '#17394A' },
  submenu: { background: '#12303E' },
};

/** The light palette: pale background, deep teal for interactive elements. */
export const lightPalette = {
  ...backstagePalettes.light,
  background: { default: '#F4F7F8', paper: '#FFFFFF' },
  text: { primary: '#12232C', secondary: '#52646D' },
  primary: { main: '#0B6B78', dark: '#084F59', contrastText: '#FFFFFF' },
  secondary: { main: '#A0410D', contrastText: '#FFFFFF' },
  border: '#DCE5E9',
  textContrast: '#12232C',
  textSubtle: '#52646D',
  textVerySubtle: '#D3DEE3',
  link: '#0A6570',
  linkHover: '#074C55',
  errorBackground: '#FDEDEC',
  errorText: '#9B1C1C',
  infoBackground: '#E6F4F5',
  infoText: '#0A5560',
  warningBackground: '#FBD38D',
  warningText: '#3B2300',
  highlight: '#FFF3D1',
  navigation,
  pinSidebarButton: { icon: '#0C2733', background: '#B7C9D1' },
  tabbar: { indicator: '#0B6B78' },
};

/** The dark palette: the same hues on a dark background. */
export const darkPalette = {
  ...backstagePalettes.dark,
  background: { default: '#0E1A21', paper: '#16262F' },
  text: { primary: '#EAF1F4', secondary: '#A9BCC5' },
  primary: { main: '#6FD0D6', dark: '#54B6BD', contrastText: '#06222A' },
  secondary: { main: '#F7B267', contrastText: '#2B1600' },
  border: '#2C414D',
  textContrast: '#FFFFFF',
  textSubtle: '#A9BCC5',
  textVerySubtle: '#3A505C',
  link: '#7AD6DB',
  linkHover: '#A5E6EA',
  errorBackground: '#3A1A1D',
  errorText: '#FFB4AF',
  infoBackground: '#12353C',
  infoText: '#A5E6EA',
  warningBackground: '#4A3306',
  warningText: '#FFD890',
  highlight: '#4A3D12',
  navigation: { ...navigation, background: '#0A141A' },
  pinSidebarButton: { icon: '#0A141A', background: '#A9BCC5' },
  tabbar: { indicator: '#6FD0D6' },
};
