const {
  createLayerZones,
  createPackageZones,
} = require('./tools/lint/createZones.cjs');

const restrictPaths = zones => ({
  'import/no-restricted-paths': ['error', { basePath: __dirname, zones }],
});

/** Rules for all TypeScript of the repository, besides those of Backstage in the packages. */
module.exports = {
  root: true,
  overrides: [
    {
      files: ['{packages,plugins,e2e}/**/*.{ts,tsx}', '{tools,bench}/**/*.mts'],
      plugins: ['@typescript-eslint', 'import'],
      settings: {
        'import/ignore': ['/node_modules/'],
        'import/extensions': ['.ts', '.tsx', '.mts'],
        'import/parsers': {
          '@typescript-eslint/parser': ['.ts', '.tsx', '.mts'],
        },
        'import/resolver': {
          node: {
            extensions: ['.js', '.ts', '.tsx', '.mts', '.json'],
            // Imports by the name of a package lead to its folder in this repository.
            preserveSymlinks: false,
          },
        },
      },
      rules: {
        'max-params': ['error', 3],
        '@typescript-eslint/consistent-type-definitions': [
          'error',
          'interface',
        ],
        '@typescript-eslint/consistent-type-imports': [
          'error',
          { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
        ],
        'import/no-cycle': ['error', { ignoreExternal: true }],
        ...restrictPaths([...createPackageZones(), ...createLayerZones()]),
      },
    },
    {
      // A test uses the layers above the one that it tests.
      files: ['**/*.test.*', '**/__testUtils__/**'],
      rules: restrictPaths(createPackageZones()),
    },
  ],
};
