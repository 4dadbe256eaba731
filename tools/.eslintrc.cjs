const { createCommandConfig } = require('./lint/createCommandConfig.cjs');

module.exports = createCommandConfig(__dirname, [
  {
    // These commands read the tables of a plugin, which its public API does not describe.
    files: ['onboarding/**', 'preview/**', 'sessions/**'],
    rules: { '@backstage/no-relative-monorepo-imports': 'off' },
  },
]);
