import { BitbucketAccount } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
} from '@backstage/plugin-auth-node';
import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { bitbucketAuthenticator } from './oauth/authenticator';
import { BitbucketSignInResolver } from './resolvers/createUserResolver';
import { BitbucketProfile } from './account/profile';
import { replaceLookup } from './resolvers/resolverContext';

type Authenticator = typeof bitbucketAuthenticator;

interface Lookup {
  query: AuthResolverCatalogUserQuery;
  answer: ReturnType<AuthResolverContext['findCatalogUser']>;
}

/** Half a kilobyte each. */
const MOST_SESSIONS = 10_000;

/**
 * Looks Users up in the catalog while Bitbucket has not answered everything yet: at a sign-in as soon as
 * it has said whose account it is, at a refresh at once, for the account that it was the last time. A
 * resolver that then asks the same question gets that answer, once.
 *
 * Sessions are known to the instance alone, by a digest of their refresh token. At another instance, or
 * after a restart, a refresh asks as a sign-in does.
 */
export class EarlyLookups {
  readonly #byAccount = new WeakMap<BitbucketAccount, Lookup>();
  readonly #bySession = new Map<string, AuthResolverCatalogUserQuery>();

  /**
   * @param resolver - the one that is asked first
   * @param ctx - the one that resolvers get
   */
  constructor(
    private readonly resolver: BitbucketSignInResolver,
    private readonly ctx: AuthResolverContext,
  ) {}

  /** The authenticator, whose results wait for a resolver with {@link EarlyLookups.contextFor}. */
  watch(authenticator: Authenticator): Authenticator {
    return {
      ...authenticator,
      authenticate: async (input, ctx) => {
        const result = await authenticator.authenticate(input, {
          ...ctx,
          onAccount: account => this.#begin(account),
        });
        this.#remember(
          result.session.refreshToken,
          this.resolver.queryOf?.(result.fullProfile),
        );
        return result;
      },
      refresh: async (input, ctx) => {
        const session = digest(input.refreshToken);
        const query = this.#bySession.get(session);
        const guess = this.#ask(query);
        // Also where Bitbucket refuses it: the catalog is not to be asked for nothing.
        this.#bySession.delete(session);
        const result = await authenticator.refresh(input, {
          ...ctx,
          onAccount: account => this.#begin(account, guess),
        });
        this.#remember(
          result.session.refreshToken ?? input.refreshToken,
          this.resolver.queryOf?.(result.fullProfile) ?? query,
        );
        return result;
      },
    };
  }

  /** What a resolver gets to resolve that profile. */
  contextFor(
    profile: BitbucketProfile,
    ctx: AuthResolverContext,
  ): AuthResolverContext {
    const lookup = this.#byAccount.get(profile);
    if (!lookup) {
      return ctx;
    }
    return replaceLookup(ctx, query => {
      const isAnswered =
        this.#byAccount.has(profile) && isDeepStrictEqual(query, lookup.query);
      this.#byAccount.delete(profile);
      return isAnswered ? lookup.answer : ctx.findCatalogUser(query);
    });
  }

  /** @param lookup - one that was begun on a guess; where it was wrong, the resolver asks anew */
  #begin(
    account: BitbucketAccount,
    lookup = this.#ask(this.resolver.queryOf?.(account)),
  ) {
    if (lookup) {
      this.#byAccount.set(account, lookup);
    }
  }

  #ask(query: AuthResolverCatalogUserQuery | undefined): Lookup | undefined {
    if (!query) {
      return undefined;
    }
    const answer = this.ctx.findCatalogUser(query);
    // Whoever waits for it is told.
    answer.catch(() => {});
    return { query, answer };
  }

  #remember(
    refreshToken: string | undefined,
    query: AuthResolverCatalogUserQuery | undefined,
  ) {
    if (!refreshToken || !query) {
      return;
    }
    this.#bySession.set(digest(refreshToken), query);
    // The one that was used longest ago is the first to go.
    if (this.#bySession.size > MOST_SESSIONS) {
      const [oldest] = this.#bySession.keys();
      this.#bySession.delete(oldest);
    }
  }
}

function digest(refreshToken: string): string {
  return hash('sha256', refreshToken, 'base64');
}
