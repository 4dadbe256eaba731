export { darkTheme, lightTheme, themes } from './themes';
