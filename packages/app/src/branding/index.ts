export { headerColors, headerPattern } from './headerColors';
export { homeTools, type Tool } from './homeTools';
export { darkPalette, lightPalette } from './palettes';
export { default as logo } from './logo.svg';
export { default as signInArtwork } from './sign-in.svg';
