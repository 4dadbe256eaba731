const { imports, layers } = require('./architecture.cjs');

/** Returns zones of the ESLint rule `import/no-restricted-paths` for the imports between packages. */
function createPackageZones() {
  return Object.entries(imports).flatMap(([target, allowed]) =>
    Object.keys(imports)
      .filter(each => each !== target && !allowed.includes(each))
      .map(from => ({
        target: `./${target}`,
        from: `./${from}`,
        message: `${target} must not import ${from}: tools/lint/architecture.cjs.`,
      })),
  );
}

/** Returns zones of the same rule for the layers within packages. */
function createLayerZones() {
  return Object.entries(layers).flatMap(([folder, ordered]) =>
    ordered.flatMap((layer, index) => {
      const higher = ordered.slice(index + 1).flat();
      return layer.flatMap(name =>
        higher.map(from => ({
          target: `./${folder}/src/${name}`,
          from: `./${folder}/src/${from}`,
          message: `${name} is in a lower layer than ${from}: tools/lint/architecture.cjs.`,
        })),
      );
    }),
  );
}

module.exports = { createLayerZones, createPackageZones };
