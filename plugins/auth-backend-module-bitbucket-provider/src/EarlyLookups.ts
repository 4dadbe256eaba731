import { BitbucketAccount } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
} from '@backstage/plugin-auth-node';
import { createHash } from 'node:crypto';
import { bitbucketAuthenticator } from './authenticator';
import { BitbucketSignInResolver } from './createUserResolver';
import { BitbucketProfile } from './profile';
import { replaceLookup } from './resolverContext';

type Authenticator = typeof bitbucketAuthenticator;
type Answer = ReturnType<AuthResolverContext['findCatalogUser']>;

/** A question to the catalog, and its text to compare it by. */
interface Question {
  query: AuthResolverCatalogUserQuery;
  text: string;
}

interface Lookup {
  text: string;
  answer: Answer;
}

/** Half a kilobyte each. */
const MOST_SESSIONS = 10_000;

/**
 * Looks Users up in the catalog while Bitbucket has not answered everything yet: at a sign-in as soon as
 * it has said whose account it is, at a refresh at once, for the account that it was the last time. A
 * resolver that then asks the same question gets that answer; to any other it is lost.
 *
 * Sessions are known to the instance alone, by a digest of their refresh token. At another instance, or
 * after a restart, a refresh asks as a sign-in does.
 */
export class EarlyLookups {
  readonly #byAccount = new WeakMap<BitbucketAccount, Lookup>();
  readonly #bySession = new Map<string, Question>();

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
          this.#questionFor(result.fullProfile),
        );
        return result;
      },
      refresh: async (input, ctx) => {
        const session = digest(input.refreshToken);
        const question = this.#bySession.get(session);
        const guess = this.#ask(question);
        const result = await authenticator.refresh(input, {
          ...ctx,
          onAccount: account => this.#begin(account, guess),
        });
        const { refreshToken = input.refreshToken } = result.session;
        if (refreshToken !== input.refreshToken) {
          this.#bySession.delete(session);
        }
        this.#remember(
          refreshToken,
          this.#questionFor(result.fullProfile) ?? question,
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
    return replaceLookup(ctx, query =>
      JSON.stringify(query) === lookup.text
        ? lookup.answer
        : ctx.findCatalogUser(query),
    );
  }

  /** @param lookup - one that was begun on a guess; where it was wrong, the resolver asks anew */
  #begin(
    account: BitbucketAccount,
    lookup = this.#ask(this.#questionFor(account)),
  ) {
    if (lookup) {
      this.#byAccount.set(account, lookup);
    }
  }

  #ask(question: Question | undefined): Lookup | undefined {
    if (!question) {
      return undefined;
    }
    const answer = this.ctx.findCatalogUser(question.query);
    // Whoever waits for it is told.
    answer.catch(() => {});
    return { text: question.text, answer };
  }

  #questionFor(account: BitbucketAccount): Question | undefined {
    const query = this.resolver.queryOf?.(account);
    return query && { query, text: JSON.stringify(query) };
  }

  #remember(refreshToken: string | undefined, question: Question | undefined) {
    if (!refreshToken || !question) {
      return;
    }
    const session = digest(refreshToken);
    // The one that was used longest ago is the first to go.
    this.#bySession.delete(session);
    this.#bySession.set(session, question);
    if (this.#bySession.size > MOST_SESSIONS) {
      const [oldest] = this.#bySession.keys();
      this.#bySession.delete(oldest);
    }
  }
}

function digest(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64');
}
