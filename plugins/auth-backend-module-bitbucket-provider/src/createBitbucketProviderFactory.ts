import {
  type AuthService,
  type LifecycleService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import {
  type AuthProviderFactory,
  type SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type AuditLog } from './audit/AuditLog';
import { type Metrics } from './audit/Metrics';
import { RecentValues } from './audit/RecentValues';
import { CallBudget } from './budget/CallBudget';
import { CircuitBreaker } from './budget/CircuitBreaker';
import { EndBrake } from './budget/EndBrake';
import { FailedSignIns } from './budget/FailedSignIns';
import { readProviderConfig } from './config/providerConfig';
import { readSessionConfig } from './config/sessionConfig';
import { createRouteHandlers } from './handlers/createRouteHandlers';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './handlers/ProviderEnvironment';
import { SessionCookies } from './handlers/SessionCookies';
import { BitbucketAccess } from './oauth/BitbucketAccess';
import { splitScopes } from './oauth/scopes';
import { limitLookup } from './resolvers/resolverContext';
import { bitbucketSignInResolvers } from './resolvers/resolvers';
import { readSignInResolvers } from './resolvers/readSignInResolvers';
import { UserResolver } from './resolvers/UserResolver';
import { AccountCheck } from './sessions/AccountCheck';
import { type AttemptStore } from './sessions/AttemptStore';
import { type BackgroundTasks } from './sessions/BackgroundTasks';
import { type DatabaseGuard } from './database/DatabaseGuard';
import { type Knex } from './database/migrate';
import { SessionChecks } from './sessions/SessionChecks';
import { type Sessions } from './sessions/Sessions';

/** The services that the provider calls. */
export interface ProviderDependencies {
  audit: AuditLog;
  auth: AuthService;
  background: BackgroundTasks;
  attempts: AttemptStore;
  catalog: CatalogService;
  signInGuard: DatabaseGuard;
  knex: Knex;
  lifecycle: LifecycleService;
  logger: LoggerService;
  metrics: Metrics;
  sessions: Sessions;
  /** Called with the context that the session routes share with the provider. */
  onContext: (context: HandlerContext) => void;
  /** Sign-in resolvers of other modules, by the name in the configuration. */
  signInResolverFactories: { [name: string]: SignInResolverFactory };
}

type FactoryContext = Parameters<AuthProviderFactory>[0];

/** Creates the factory for `authProvidersExtensionPoint` of the auth backend. */
export function createBitbucketProviderFactory(
  deps: ProviderDependencies,
): AuthProviderFactory {
  return ctx => {
    const { attempts, audit, background, metrics, sessions } = deps;
    const handlerContext: HandlerContext = {
      appUrl: ctx.appUrl,
      attempts,
      audit,
      background,
      environments: new Map(),
      failedSignIns: new FailedSignIns({
        knex: deps.knex,
        guard: deps.signInGuard,
        now: sessions.now,
      }),
      isOriginAllowed: ctx.isOriginAllowed,
      metrics,
      refusedCookies: new RecentValues(),
      sessions,
    };
    for (const name of ctx.config.keys()) {
      handlerContext.environments.set(name, createEnvironment(name, ctx, deps));
    }
    deps.onContext(handlerContext);
    return createRouteHandlers(handlerContext);
  };
}

function createEnvironment(
  name: string,
  ctx: FactoryContext,
  deps: ProviderDependencies,
): ProviderEnvironment {
  const { audit, background, logger, metrics, sessions } = deps;
  const config = ctx.config.getConfig(name);
  const key = `auth.providers.${ctx.providerId}.${name}`;
  const providerConfig = readProviderConfig(config, key);
  const sessionConfig = readSessionConfig(config, key);
  const callbackUrl =
    config.getOptionalString('callbackUrl') ??
    `${ctx.baseUrl}/${ctx.providerId}/handler/frame`;
  const resolver = new UserResolver(
    readSignInResolvers(config, key, {
      ...bitbucketSignInResolvers,
      ...deps.signInResolverFactories,
    }),
    limitLookup(ctx.resolverContext, deps),
  );
  const access = createAccess(name, {
    ...deps,
    callbackUrl,
    providerConfig,
    sessionConfig,
  });
  const { emailRequired, policy } = providerConfig;
  return {
    name,
    access,
    baseScopes: readBaseScopes(config, emailRequired),
    checks: new SessionChecks({
      access,
      account: new AccountCheck({
        access,
        audit,
        brake: new EndBrake({ now: sessions.now }),
        logger,
        metrics,
        policy,
        sessions,
      }),
      background,
      config: sessionConfig,
      needsBitbucket: resolver.needsBitbucket,
      sessions,
    }),
    config: sessionConfig,
    cookies: new SessionCookies({
      appUrl: ctx.appUrl,
      baseUrl: ctx.baseUrl,
      callbackUrl,
      cookieConfigurer: ctx.cookieConfigurer,
      crossSite: sessionConfig.crossSite,
      environment: ctx.config.keys().length > 1 ? name : undefined,
      providerId: ctx.providerId,
    }),
    emailRequired,
    policy,
    resolver,
  };
}

function createAccess(
  environment: string,
  options: {
    background: BackgroundTasks;
    callbackUrl: string;
    knex: Knex;
    logger: LoggerService;
    metrics: Metrics;
    providerConfig: ReturnType<typeof readProviderConfig>;
    sessionConfig: ReturnType<typeof readSessionConfig>;
    sessions: Sessions;
  },
): BitbucketAccess {
  const { knex, logger, metrics, providerConfig, sessions } = options;
  const budget = new CallBudget({
    knex,
    consumer: providerConfig.clientId,
    callsPerHour: options.sessionConfig.callsPerHour,
    logger,
    now: sessions.now,
  });
  options.background.run('count the requests of the last hour', () =>
    budget.refresh(),
  );
  metrics.observeBudget(environment, () => budget.share);
  const createBreaker = (url: string) =>
    new CircuitBreaker({
      now: sessions.now,
      onChange: state =>
        logger.warn(
          state === 'open'
            ? `Sessions are not checked at ${
                new URL(url).host
              } for a while, because its last responses failed. Users stay signed in.`
            : `Sessions are checked at ${new URL(url).host} again.`,
        ),
    });
  const breakers = {
    oauth: createBreaker(providerConfig.baseUrl),
    api: createBreaker(providerConfig.apiBaseUrl),
  };
  metrics.observeBreaker(environment, 'oauth', () => breakers.oauth.isOpen);
  metrics.observeBreaker(environment, 'api', () => breakers.api.isOpen);
  return new BitbucketAccess({
    budget,
    breakers,
    callbackUrl: options.callbackUrl,
    config: providerConfig,
    onRequest: () => metrics.request(environment),
  });
}

function readBaseScopes(config: Config, emailRequired: boolean): string[] {
  const additional = config.getOptional<string | string[]>('additionalScopes');
  return [
    ...new Set([
      'account',
      ...[additional ?? []].flat().flatMap(splitScopes),
      ...(emailRequired ? ['email'] : []),
    ]),
  ];
}
