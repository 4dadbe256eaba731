module.exports = {
  root: true,
  overrides: [
    {
      files: ['packages/**/*.{ts,tsx}', 'plugins/**/*.{ts,tsx}', 'e2e/**/*.ts', 'tools/**/*.mts', 'bench/**/*.mts'],
      plugins: ['import', '@typescript-eslint'],
      settings: {
        'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx', '.mts'] },
        'import/resolver': { node: { extensions: ['.js', '.ts', '.tsx', '.mts', '.json'] } },
      },
      rules: {
        'import/no-cycle': 'error',
        'max-params': ['error', 3],
        '@typescript-eslint/consistent-type-imports': 'error',
        '@typescript-eslint/consistent-type-definitions': ['error','interface'],
      },
    },
  ],
};
