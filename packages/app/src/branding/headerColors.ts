/** The pattern in the header of each page. */
export const headerPattern =
  `url("data:image/svg+xml,%3csvg xmlns='http://www.w3.org/2000/svg' width='1368' height='400' preserveAspectRatio='xMidYMax slice'%3e` +
  `%3cg fill='white'%3e` +
  `%3cpath fill-opacity='.04' d='M0 236c114-40 228-40 342 0s228 40 342 0 228-40 342 0 228 40 342 0v164H0z'/%3e` +
  `%3cpath fill-opacity='.05' d='M0 292c114 34 228 34 342 0s228-34 342 0 228 34 342 0 228-34 342 0v108H0z'/%3e` +
  `%3c/g%3e%3c/svg%3e")`;

/** The two colors of the header of each kind of page. */
export const headerColors: Record<string, [from: string, to: string]> = {
  home: ['#0C2F3F', '#0B5C69'],
  documentation: ['#123A5A', '#1C5C8A'],
  tool: ['#2B2F55', '#474C86'],
  service: ['#0A3F4A', '#0B6B78'],
  website: ['#1B3A6B', '#2A5A9A'],
  library: ['#57291A', '#8A4325'],
  app: ['#523609', '#7E5210'],
  apis: ['#0B4234', '#146A52'],
  card: ['#0A3F4A', '#0B6B78'],
  other: ['#23313A', '#3A4D58'],
};
