const {
  createCommandConfig,
} = require('../tools/lint/createCommandConfig.cjs');

module.exports = createCommandConfig(__dirname, [
  {
    // These benchmarks measure sessions without the HTTP server and the catalog.
    files: [
      'lib/floorProvider.mts',
      'lib/pagesHours.mts',
      'lib/PagesVisitor.mts',
      'lib/portals.mts',
    ],
    rules: { '@backstage/no-relative-monorepo-imports': 'off' },
  },
]);
