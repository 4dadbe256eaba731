// `yarn dev` loads this file into the backend. When the backend fails, Backstage's watcher waits for the
// next change without notifying its parent. This line notifies `yarn dev`.
process.on('exit', code => {
  if (code !== 0) {
    process.stderr.write(`[dev] failed with code ${code}\n`);
  }
});
