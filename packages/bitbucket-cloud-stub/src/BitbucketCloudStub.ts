import type { RequestListener } from 'node:http';
import type { StubFaults } from './faults/FaultRule';
import type { Dialect } from './grants/dialects';
import type {
  JournalEntry,
  JournalMatch,
  StubJournal,
} from './journal/JournalEntry';
import type { Clock } from './model/Clock';
import type { AccessToken, OAuthClient, Person, Seed } from './model/types';
import type { Push, PushResult } from './push/pushFiles';
import type { StubSnapshot } from './Snapshots';
import type { Switches } from './switches/Switches';

/**
 * What a stub is made of. Each part has a default.
 *
 * @public
 */
export interface BitbucketCloudStubOptions {
  /** 0, the default, takes a port that is free. */
  port?: number;
  /**
   * Address to listen on. By default both loopback addresses, 127.0.0.1 and ::1, so that
   * `localhost` reaches it and no other machine does.
   */
  host?: string;
  /** A seed, or the path of one in YAML. By default the people of Harbour Bikes. */
  seed?: Seed | string;
  /** Clients besides those of the seed; one with the id of a seeded client replaces that. */
  clients?: OAuthClient[];
  /** Registered callback URL of the first client of the seed, in place of the one it has. */
  callbackUrl?: string;
  /** Which OAuth service of Bitbucket Cloud to play. Default: `current`. */
  dialect?: Dialect;
  /** Where the sources on Bitbucket Cloud conflict, which way to play it. */
  switches?: Partial<Switches>;
  /**
   * Whether the control endpoints under `/_stub/` and the buttons of the home page are there, by
   * which anyone who reaches the stub can change it. By default they are when only this machine
   * reaches it.
   */
  control?: boolean;
}

/**
 * A running stub for Bitbucket Cloud.
 *
 * @public
 */
export interface BitbucketCloudStub {
  /** Stands for `https://bitbucket.org`; without a slash at the end. */
  readonly url: string;
  /** Stands for `https://api.bitbucket.org/2.0`. */
  readonly apiUrl: string;
  /** Where it listens. */
  readonly port: number;
  /**
   * Answers a request at a server of your own, for example one with TLS for clients that take nothing
   * else. The URLs in its answers are those of `url`; ending the connections is up to you, and so is
   * who reaches it: with `control` on, let it listen on a loopback address.
   */
  readonly listener: RequestListener;
  /** Which OAuth service of Bitbucket Cloud it plays. */
  readonly dialect: Dialect;
  /** What was asked of it. */
  readonly journal: StubJournal;
  /** The rules by which requests go wrong. */
  readonly faults: StubFaults;
  /** Its time, which a test can move on. */
  readonly clock: Clock;
  /** Copies of the accounts as they are now. */
  readonly people: Person[];
  /**
   * A copy of one account.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error if the account does not exist. It names the accounts that exist.
   */
  person(id: string): Person;
  /**
   * Changes an account from now on, for tokens that were issued before as well.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error when there is no such account, or the change would make it invalid.
   */
  update(id: string, change: Partial<Person>): Person;
  /** Registers a client until the next reset, or replaces the one with the same id. */
  registerClient(client: OAuthClient): void;
  /** Makes a workspace access token or an API token that is good until the next reset. */
  registerAccessToken(token: AccessToken): void;
  /** Revokes a token: the stub refuses it after that. */
  revokeAccessToken(token: string): void;
  /**
   * Changes files of a repository and sends `repo:push` to its webhooks; resolves once they have
   * answered, or have not within three attempts.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @throws Error when there is no such repository or author, or the push is not valid.
   */
  push(workspace: string, repository: string, push: Push): Promise<PushResult>;
  /** The same as `journal.waitFor`: resolves with the first request that matches. */
  waitFor(
    match: JournalMatch,
    options?: { timeoutMs?: number },
  ): Promise<JournalEntry>;
  /** Keeps accounts, clients, codes, tokens, journal, faults and clock as they are, for `restore`. */
  snapshot(): StubSnapshot;
  /**
   * Goes back to a snapshot, as often as it is asked to.
   *
   * @throws Error when the snapshot is of another stub.
   */
  restore(snapshot: StubSnapshot): void;
  /**
   * Goes back to the seed: changes, registered clients, codes, tokens, faults, journal and clock are
   * gone.
   */
  reset(): void;
  /** Stops it. Leaves no connection, no timer and no port open. */
  close(): Promise<void>;
}

/** What tests do with a stub, in the same process or by the control endpoints. */
export type ControlledStub = Omit<BitbucketCloudStub, 'listener' | 'close'>;
