// Loaded into the backend by `yarn dev`. Backstage's watcher waits for the next change
// when the backend fails and says nothing to its parent; this line tells `yarn dev`.
process.on('exit', code => {
  if (code !== 0) {
    process.stderr.write(`[dev] failed with code ${code}\n`);
  }
});
