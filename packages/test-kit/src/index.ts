export { attemptCookie, Browser, sessionCookie } from './browser/Browser.ts';
export {
  SignInClient,
  type Session,
  type SignInClientOptions,
} from './browser/SignInClient.ts';
export { ModuleReadme } from './documents/ModuleReadme.ts';
export {
  BitbucketProxy,
  type ConnectOther,
  type OtherConnection,
} from './net/BitbucketProxy.ts';
export { findFreePort, reservePort } from './net/findFreePort.ts';
export { makeCertificate, type Certificate } from './net/makeCertificate.ts';
export { SwallowingProxy } from './net/SwallowingProxy.ts';
export { ChildServer } from './process/ChildServer.ts';
export { redactSecrets } from './process/redactSecrets.ts';
export { unpackBuild, type UnpackedBuild } from './process/unpackBuild.ts';
export {
  databaseServers,
  type DatabaseServer,
} from './servers/databaseServers.ts';
export { findServer } from './servers/findServer.ts';
export {
  installPackages,
  installPgbouncer,
  installPostgres,
  installPromtool,
  installServers,
} from './servers/installServers.ts';
export {
  findPostgres,
  startPostgres,
  type Postgres,
} from './servers/startPostgres.ts';
export { findRedis, startRedis, type Redis } from './servers/startRedis.ts';
export { startNginx } from './servers/startNginx.ts';
