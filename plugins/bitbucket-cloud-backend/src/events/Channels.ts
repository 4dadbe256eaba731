import { type Knex } from 'knex';
import { createHmac, randomBytes } from 'node:crypto';

const TABLE = 'bitbucket_cloud_secrets';
const NAME = 'channels';
const DAY_MS = 24 * 60 * 60 * 1000;
/** An open page learns the channel of the new day with its next request, which it sends every 30 seconds. */
const OVERLAP_MS = 10 * 60_000;

/** No repository has this name, because it contains no slash. */
function personKey(uuid: string): string {
  return `person ${uuid}`;
}

/**
 * Names the channel of signals of each repository. Users cannot guess the name: a page receives it with an answer, after
 * the backend has checked that the user can read the entity. It changes every day, so that a user who cannot read the
 * entity any more does not receive signals for long.
 */
export class Channels {
  #secret?: Promise<string>;

  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns the channel of a repository for new subscriptions. */
  async of(repository: string): Promise<string> {
    return this.#name(repository, this.now());
  }

  /**
   * Returns the channel of a person's home page, for new subscriptions.
   *
   * @param uuid - of the Bitbucket account, with braces
   */
  ofPerson(uuid: string): Promise<string> {
    return this.of(personKey(uuid));
  }

  /** Returns all channels to which open home pages of a person can be subscribed. */
  allOfPerson(uuid: string): Promise<string[]> {
    return this.allOf(personKey(uuid));
  }

  /** Returns all channels to which open pages can be subscribed. */
  async allOf(repository: string): Promise<string[]> {
    const now = this.now();
    const names = [now, now - OVERLAP_MS].map(time =>
      this.#name(repository, time),
    );
    return [...new Set(await Promise.all(names))];
  }

  async #name(repository: string, time: number): Promise<string> {
    this.#secret ??= this.#readSecret().catch(error => {
      this.#secret = undefined;
      throw error;
    });
    const hash = createHmac('sha256', await this.#secret)
      .update(`${Math.floor(time / DAY_MS)} ${repository.toLowerCase()}`)
      .digest('base64url');
    return `bitbucket-cloud:${hash}`;
  }

  /** The first instance creates the secret. */
  async #readSecret(): Promise<string> {
    await this.knex(TABLE)
      .insert({ name: NAME, value: randomBytes(32).toString('base64url') })
      .onConflict('name')
      .ignore();
    const row = await this.knex(TABLE).where({ name: NAME }).first('value');
    return row.value;
  }
}
