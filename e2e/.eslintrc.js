const { rules } = require('eslint-plugin-playwright').configs[
  'flat/recommended'
];

const backstage =
  require('@backstage/cli/config/eslint-factory').createConfigForRole(
    __dirname,
    'node-library',
  );

module.exports = {
  ...backstage,
  ignorePatterns: [
    ...(backstage.ignorePatterns ?? []),
    'report',
    'blob-report',
    'test-results',
  ],
  plugins: [...(backstage.plugins ?? []), 'playwright'],
  overrides: [
    ...(backstage.overrides ?? []),
    {
      files: [
        'tests/**/*.ts',
        'dev/**/*.ts',
        'fixtures/**/*.ts',
        'instances/*.test.ts',
      ],
      rules: {
        ...rules,
        'playwright/no-wait-for-timeout': 'error',
        'playwright/no-wait-for-selector': 'error',
        'playwright/no-networkidle': 'error',
        'playwright/no-force-option': 'error',
        'playwright/no-raw-locators': 'error',
        'playwright/no-page-pause': 'error',
        'playwright/no-skipped-test': 'error',
        'playwright/no-focused-test': 'error',
        // Fixtures and helpers with these names contain assertions.
        'playwright/expect-expect': [
          'error',
          {
            assertFunctionPatterns: ['^expect', '\\.expect', '^signInAs$'],
          },
        ],
        'no-restricted-globals': ['error', 'setTimeout', 'setInterval'],
        'no-restricted-imports': [
          'error',
          {
            paths: ['timers', 'node:timers', 'node:timers/promises'].map(
              name => ({
                name,
                message: 'Wait for a condition, not for a fixed time.',
              }),
            ),
          },
        ],
      },
    },
  ],
};
