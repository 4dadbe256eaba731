import type { RequestListener } from 'node:http';
import type { StubFaults } from './faults/FaultRule';
import type { Dialect } from './grants/dialects';
import type { StubDeliveries } from './hooks/Deliveries';
import type {
  JournalEntry,
  JournalMatch,
  StubJournal,
} from './journal/JournalEntry';
import type { LiveEvent } from './live/LiveCompany';
import type { Clock } from './model/Clock';
import type { Transfer } from './changes/transfer';
import type {
  AccessToken,
  OAuthClient,
  Person,
  Repository,
  Seed,
} from './model/types';
import type { Push, PushResult } from './push/pushFiles';
import type {
  NewDeployment,
  PipelineResult,
  PipelineRun,
} from './development/pipelines';
import type {
  NewPullRequest,
  PullRequestMove,
} from './development/pullRequests';
import type { StubSnapshot } from './Snapshots';
import type { Switches } from './switches/Switches';

/**
 * Options of a stub. Each option has a default.
 *
 * @public
 */
export interface BitbucketCloudStubOptions {
  /** 0, the default, selects a free port. */
  port?: number;
  /**
   * Address to listen on. By default both loopback addresses, 127.0.0.1 and ::1, so that `localhost`
   * works and other machines cannot connect.
   */
  host?: string;
  /** A seed, or the path of one in YAML. By default the seed of Harbour Bikes. */
  seed?: Seed | string;
  /** Clients in addition to those of the seed. A client with the ID of a seeded client replaces it. */
  clients?: OAuthClient[];
  /** Registered callback URL of the first client of the seed, in place of its own. */
  callbackUrl?: string;
  /** The OAuth service of Bitbucket Cloud to simulate. Default: `current`. */
  dialect?: Dialect;
  /** How the stub behaves where the sources on Bitbucket Cloud conflict. */
  switches?: Partial<Switches>;
  /**
   * Enables the control endpoints under `/_stub/` and the buttons of the home page, with which every
   * client can change the stub. By default they are enabled if only this machine can connect to the
   * stub.
   */
  control?: boolean;
  /**
   * Makes the seeded company live: after this many seconds each time, someone pushes, opens, reviews or merges a pull
   * request, or deploys, or a pipeline ends. Off by default.
   */
  live?: number;
  /** The time of the machine, in milliseconds since the Unix epoch. Default: `Date.now`. */
  now?: () => number;
}

/**
 * A running stub for Bitbucket Cloud.
 *
 * @public
 */
export interface BitbucketCloudStub {
  /** Replaces `https://bitbucket.org`; without a trailing slash. */
  readonly url: string;
  /** Replaces `https://api.bitbucket.org/2.0`. */
  readonly apiUrl: string;
  /** The port that it listens on. */
  readonly port: number;
  /**
   * Handles a request of your own server, for example one with TLS for clients that require it. The URLs
   * in its responses are those of `url`, or those of Bitbucket for requests with a host name of Bitbucket. You must close the connections and restrict the access: with `control` enabled, listen on a
   * loopback address.
   */
  readonly listener: RequestListener;
  /** The OAuth service of Bitbucket Cloud that it simulates. */
  readonly dialect: Dialect;
  /** The requests that it received. */
  readonly journal: StubJournal;
  /** The rules for failing requests. */
  readonly faults: StubFaults;
  /** The events that it sent to webhooks. */
  readonly deliveries: StubDeliveries;
  /** The clock of the stub, which a test can advance. */
  readonly clock: Clock;
  /** Copies of the current accounts. */
  readonly people: Person[];
  /**
   * Returns a copy of one account.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error if the account does not exist. It names the accounts that exist.
   */
  person(id: string): Person;
  /**
   * Changes an account. The change also applies to tokens that were issued before.
   *
   * @param id - Username, uuid with braces, or account id.
   * @throws Error if the account does not exist, or the change would make it invalid.
   */
  update(id: string, change: Partial<Person>): Person;
  /** Registers a client until the next reset, or replaces the one with the same id. */
  registerClient(client: OAuthClient): void;
  /** Adds a workspace access token or an API token, which is valid until the next reset. */
  registerAccessToken(token: AccessToken): void;
  /** Revokes a token. The stub rejects it after that. */
  revokeAccessToken(token: string): void;
  /**
   * Changes files of a repository and sends `repo:push` to its webhooks; resolves after they have
   * responded, or after three failed attempts.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @throws Error if the repository or author does not exist, or the push is invalid.
   */
  push(workspace: string, repository: string, push: Push): Promise<PushResult>;
  /**
   * Moves a repository to another workspace, and sends `repo:transfer`. The REST API of Bitbucket Cloud has
   * no such operation.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @throws Error if the repository or the destination does not exist, or the slug is taken.
   */
  transfer(workspace: string, repository: string, to: Transfer): Repository;
  /**
   * Opens a pull request, and sends `pullrequest:created`.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @returns the pull request as the REST API returns it
   * @throws Error if the repository, the branch or a person does not exist.
   */
  openPullRequest(
    workspace: string,
    repository: string,
    pullRequest: NewPullRequest,
  ): Promise<object>;
  /**
   * Reviews, comments, merges or declines an open pull request, and sends the event.
   *
   * @param place - Workspace, repository and id of the pull request.
   * @returns the pull request as the REST API returns it
   * @throws Error if it does not exist, is closed, or cannot be merged.
   */
  movePullRequest(
    place: [workspace: string, repository: string, id: number],
    move: PullRequestMove,
  ): object;
  /**
   * Runs a pipeline, and sends `repo:commit_status_created`. It is in progress until `endPipeline`.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @returns the pipeline as the REST API returns it
   * @throws Error if the repository, the branch or the person does not exist.
   */
  runPipeline(workspace: string, repository: string, run: PipelineRun): object;
  /**
   * Ends a pipeline, and sends `repo:commit_status_updated`.
   *
   * @param place - Workspace, repository, and uuid or number of the pipeline.
   * @returns the pipeline as the REST API returns it
   * @throws Error if it does not exist, or has already ended.
   */
  endPipeline(
    place: [workspace: string, repository: string, id: string],
    result: PipelineResult,
  ): object;
  /**
   * Deploys a branch to an environment with a custom pipeline, which ends at once.
   *
   * @param workspace - Slug, or uuid with braces.
   * @param repository - Slug, or uuid with braces.
   * @returns the pipeline as the REST API returns it
   * @throws Error if the environment, the repository, the branch or the person does not exist.
   */
  deploy(
    workspace: string,
    repository: string,
    deployment: NewDeployment,
  ): object;
  /**
   * Lets the next thing of the live mode happen. The choices are the same for each stub with the same seed.
   *
   * @returns what happened, and in which repository; undefined if the seed has no activity
   */
  live(): Promise<LiveEvent | undefined>;
  /** The same as `journal.waitFor`: resolves with the first matching request. */
  waitFor(
    match: JournalMatch,
    options?: { timeoutMs?: number },
  ): Promise<JournalEntry>;
  /** Saves accounts, clients, codes, tokens, journal, faults and clock for `restore`. */
  snapshot(): StubSnapshot;
  /**
   * Restores a snapshot. Can be called repeatedly.
   *
   * @throws Error if the snapshot belongs to another stub.
   */
  restore(snapshot: StubSnapshot): void;
  /**
   * Resets the stub to the seed: it removes changes, registered clients, codes, tokens, faults, journal
   * entries and the clock offset.
   */
  reset(): void;
  /** Stops the stub. Closes all connections, timers and ports. */
  close(): Promise<void>;
}

/** The part of a stub that tests use, in the same process or through the control endpoints. */
export type ControlledStub = Omit<BitbucketCloudStub, 'listener' | 'close'>;
