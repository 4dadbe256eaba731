// Loaded before `backstage-cli package start` of the front end: a page is compiled when it is opened for
// the first time, which halves the time until the sign-in page appears.
//
// EXPERIMENTAL_LAZY_COMPILATION of the Backstage CLI sets this option of Rspack, but the dev server that
// the CLI uses does not mount the middleware that the option needs:
// https://rspack.rs/config/lazy-compilation
const { createRequire } = require('node:module');

const requireFromCli = createRequire(
  require.resolve('@backstage/cli-module-build/package.json'),
);
const { experiments, lazyCompilationMiddleware } =
  requireFromCli('@rspack/core');
const devServer = requireFromCli('@rspack/dev-server');
const createMiddleware =
  lazyCompilationMiddleware ?? experiments.lazyCompilationMiddleware;

class LazyDevServer extends devServer.RspackDevServer {
  constructor(options, compiler) {
    // A page that is compiled later only reaches the browser by hot reload.
    if (!options.hot) {
      super(options, compiler);
      return;
    }
    compiler.options.lazyCompilation = { entries: false, imports: true };
    const middleware = createMiddleware(compiler);
    super(
      { ...options, setupMiddlewares: others => [middleware, ...others] },
      compiler,
    );
  }
}

Object.defineProperty(devServer, 'RspackDevServer', { value: LazyDevServer });
