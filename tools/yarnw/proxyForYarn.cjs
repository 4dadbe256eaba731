// Yarn ignores HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which npm reads. It has settings of its own:
// https://yarnpkg.com/configuration/yarnrc#httpsProxy

/** The registry of Yarn unless a file or a variable names another one. */
const defaultRegistry = 'https://registry.yarnpkg.com';

/** Returns the value of a setting at the top level of a .yarnrc.yml. */
function readSetting(text, name) {
  const [, value] =
    new RegExp(`^${name}:[ \\t]*["']?([^"'\\s#]+)`, 'm').exec(text) ?? [];
  return value;
}

/** Returns whether NO_PROXY lists the host: its name, a domain above it, or `*`. */
function isExempt(host, noProxy) {
  return noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(entry => entry.toLowerCase().replace(/:\d+$/, ''))
    .map(entry => (entry === '*' ? entry : entry.replace(/^\*?\./, '')))
    .some(
      entry => entry === '*' || host === entry || host.endsWith(`.${entry}`),
    );
}

/**
 * Returns the variables to add for Yarn. What the user set for Yarn has precedence.
 *
 * @param env - the environment variables of the user
 * @param settings - the texts of the .yarnrc.yml files that Yarn reads, the most specific one first
 */
function proxyForYarn(env, settings) {
  const find = name =>
    settings.map(text => readSetting(text, name)).find(Boolean);
  // An empty variable counts as not set. The lower case has precedence, as for curl.
  const read = name => env[name] || env[name.toUpperCase()] || '';
  const registry =
    env.YARN_NPM_REGISTRY_SERVER ||
    find('npmRegistryServer') ||
    defaultRegistry;
  if (
    URL.canParse(registry) &&
    isExempt(new URL(registry).hostname, read('no_proxy'))
  ) {
    return {};
  }
  const added = {};
  for (const [name, setting] of [
    ['https_proxy', 'httpsProxy'],
    ['http_proxy', 'httpProxy'],
  ]) {
    const variable = `YARN_${name.toUpperCase()}`;
    const proxy = read(name);
    if (proxy && env[variable] === undefined && !find(setting)) {
      added[variable] = proxy.includes('://') ? proxy : `http://${proxy}`;
    }
  }
  return added;
}

const loopback = ['localhost', '127.0.0.1', '::1'];

/**
 * Returns the variables that keep requests to this machine away from an HTTP proxy. With `NODE_USE_ENV_PROXY=1`, Node.js
 * would send the requests between the parts of the portal to the proxy.
 */
function exemptLoopback(env) {
  const names = ['https_proxy', 'http_proxy'];
  if (!names.some(name => env[name] || env[name.toUpperCase()])) {
    return {};
  }
  const own = env.no_proxy || env.NO_PROXY;
  const hosts = [...(own ? [own] : []), ...loopback].join(',');
  return { NO_PROXY: hosts, no_proxy: hosts };
}

module.exports = { proxyForYarn, exemptLoopback };
