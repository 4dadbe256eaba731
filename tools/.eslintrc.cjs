const { createCommandConfig } = require('./lint/createCommandConfig.cjs');

module.exports = createCommandConfig(__dirname, [
  {
    // These commands read the tables of a plugin, or what the doctor reads, which no public API describes.
    files: ['backup/**', 'onboarding/**', 'preview/**', 'sessions/**'],
    rules: { '@backstage/no-relative-monorepo-imports': 'off' },
  },
]);
