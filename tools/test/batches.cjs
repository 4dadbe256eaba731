// Runs many test files as one, so that a worker loads Backstage once for all of them and not once for each.
const {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { join, relative } = require('node:path');

const root = join(__dirname, '../..');
const folder = join(root, '.cache/test-batches');

/** Larger batches load less, and smaller ones occupy all cores until the end. */
const filesInBatch = 16;

/** What changes the modules of a whole file. A test file with it runs alone. */
const alone =
  /jest\.(?:doMock|isolateModules|mock|resetModules|unmock)|@jest-environment|toMatchSnapshot/;

function findTestFiles(rootDir) {
  return readdirSync(rootDir, { recursive: true })
    .filter(name => /\.test\.tsx?$/.test(name))
    .map(name => join(rootDir, name));
}

/** Returns batches of about the same number of files and bytes. */
function distribute(files) {
  const count = Math.ceil(files.length / filesInBatch);
  const batches = Array.from({ length: count }, () => []);
  const bySize = files
    .map(file => ({ file, size: statSync(file).size }))
    .sort((a, b) => b.size - a.size);
  bySize.forEach(({ file }, index) => batches[index % count].push(file));
  return batches.map(batch => batch.sort());
}

/**
 * Each test file is a `describe`, so that its hooks apply to its own tests only. React's testing library adds its
 * hook when it is loaded, so this must happen outside.
 */
function writeBatch(file, testFiles, isBrowser) {
  const parts = testFiles.map(
    testFile => `describe(${JSON.stringify(relative(root, testFile))}, () => {
  require(${JSON.stringify(testFile)});
  afterAll(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
});
`,
  );
  writeFileSync(
    file,
    [
      isBrowser
        ? `require(${JSON.stringify(
            require.resolve('@testing-library/react', { paths: [root] }),
          )});\n`
        : '',
      ...parts,
      // Jest uses the last limit of a file for all of its tests, and this is the highest of our test files.
      'jest.setTimeout(60_000);\n',
    ].join(''),
  );
}

/** Returns the project of Jest with batches instead of its test files. */
function runInBatches(project) {
  const isBrowser = !project.testEnvironment.includes('jest-environment-node');
  const files = findTestFiles(project.rootDir);
  const single = files.filter(file => alone.test(readFileSync(file, 'utf8')));
  const target = join(
    folder,
    relative(root, project.rootDir).replaceAll('/', '-'),
  );
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const batches = distribute(files.filter(file => !single.includes(file))).map(
    (batch, index) => {
      const file = join(target, `${index + 1}.test.js`);
      writeBatch(file, batch, isBrowser);
      return file;
    },
  );
  return {
    ...project,
    roots: [project.rootDir, target],
    testMatch: [...batches, ...single],
  };
}

module.exports = { runInBatches };
