import {
  type BitbucketAnswer,
  type BitbucketProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { UserCallsUsedUpError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainProblem, explainUserLimit } from './explainProblem';
import {
  type AnswerKey,
  type AnswerStore,
  type StoredAnswer,
} from './AnswerStore';
import { NoAnswerError, NotReadError } from './NoAnswerError';

/** How long a request waits for the request of another instance that reads the same answer. */
const WAIT_MS = 15_000;
const POLL_MS = 100;

const BUSY: BitbucketProblem = {
  kind: 'unreachable',
  message: 'Bitbucket has not responded yet. Try again in a moment.',
};

const NOT_READ: StoredAnswer = {
  readAt: 0,
  changedAt: 0,
  retryAt: 0,
  recheckAt: 0,
};

/** A question to Bitbucket. */
export interface Question<T> extends AnswerKey {
  /** An older answer is read again; in milliseconds. Some answers do not change any more. */
  maxAgeMs: (data: T, readAt: number) => number;
  /** Whether data that were read at this time cannot change any more, not even after a webhook. Default: false. */
  isFinal?(data: T, readAt: number): boolean;
  /** Reads the answer from Bitbucket. */
  read(): Promise<T>;
  /**
   * Asked once, and only if the answer must be read again. After false, there is only the last answer. Default: true.
   */
  mayRead?(): boolean;
}

/** Options of {@link Answers}. */
export interface AnswersOptions {
  /** Milliseconds since the Unix epoch; default `Date.now`. */
  now?: () => number;
  /** Called for each answer: `stored` without a call to Bitbucket, `read` after one, or `failed` without an answer. */
  onAnswer?: (source: 'stored' | 'read' | 'failed') => void;
}

/**
 * Answers questions about repositories, with as few calls to Bitbucket as possible: answers are shared by all
 * instances, one request at a time reads an answer, and the last answer remains while Bitbucket cannot be read.
 */
export class Answers {
  readonly #reading = new Map<string, Promise<StoredAnswer>>();

  constructor(
    private readonly store: AnswerStore,
    private readonly logger: LoggerService,
    private readonly options: AnswersOptions = {},
  ) {}

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  /**
   * @throws NoAnswerError if Bitbucket cannot be read, and there is no earlier answer
   * @throws NotReadError if the question may not be read, and there is no earlier answer
   */
  async get<T>(question: Question<T>): Promise<BitbucketAnswer<T>> {
    const { onAnswer } = this.options;
    let source: 'stored' | 'read' | 'failed' = 'failed';
    try {
      const stored = await this.store.find(question);
      const isUsable =
        stored && (this.#isCurrent(stored, question) || this.#rests(stored));
      const answer = isUsable
        ? toAnswer<T>(stored)
        : await this.#ask(question, stored);
      source = isUsable || answer.problem ? 'stored' : 'read';
      return answer;
    } finally {
      onAnswer?.(source);
    }
  }

  async #ask<T>(
    question: Question<T>,
    stored: StoredAnswer | undefined,
  ): Promise<BitbucketAnswer<T>> {
    if (question.mayRead?.() === false) {
      if (stored?.data === undefined) {
        throw new NotReadError('The portal has not read it yet');
      }
      return toAnswer(stored);
    }
    try {
      return toAnswer(await this.#join(question));
    } catch (error) {
      if (error instanceof UserCallsUsedUpError) {
        // Not stored: other users can read the answer.
        const problem = explainUserLimit(error, this.now());
        return toAnswer({ ...(stored ?? NOT_READ), problem });
      }
      throw error;
    }
  }

  /** Returns the last answer, or undefined before the first request. It sends no call. */
  peek(key: AnswerKey): Promise<StoredAnswer | undefined> {
    return this.store.find(key);
  }

  /** Stores what the portal learned from another answer. */
  note(key: AnswerKey, data: unknown): Promise<void> {
    return this.store.put(key, data);
  }

  /** Returns the data of a current answer. It sends no call. */
  async findCurrent<T>(
    question: Pick<Question<T>, 'maxAgeMs'> & AnswerKey,
  ): Promise<T | undefined> {
    const stored = await this.store.find(question);
    return stored && this.#isCurrent(stored, question)
      ? (stored.data as T)
      : undefined;
  }

  #isCurrent<T>(
    { changedAt, data, readAt, recheckAt }: StoredAnswer,
    { isFinal, maxAgeMs }: Pick<Question<T>, 'isFinal' | 'maxAgeMs'>,
  ) {
    if (data === undefined) {
      return false;
    }
    const now = this.now();
    return (
      isFinal?.(data as T, readAt) ||
      (readAt > changedAt &&
        (recheckAt === 0 || now < recheckAt) &&
        now - readAt < maxAgeMs(data as T, readAt))
    );
  }

  /** After a failure, no instance asks for a while. */
  #rests({ retryAt }: StoredAnswer) {
    return this.now() < retryAt;
  }

  /** Requests of this instance share one reading. */
  async #join<T>(question: Question<T>): Promise<StoredAnswer> {
    const key = `${question.repository} ${question.question}`.toLowerCase();
    const running = this.#reading.get(key);
    if (running) {
      try {
        return await running;
      } catch (error) {
        // The calls of another user are used up.
        if (!(error instanceof UserCallsUsedUpError)) {
          throw error;
        }
      }
    }
    const reading = this.#read(question).finally(() =>
      this.#reading.delete(key),
    );
    this.#reading.set(key, reading);
    return reading;
  }

  async #read<T>(question: Question<T>): Promise<StoredAnswer> {
    const claim = await this.store.claim(question);
    if (claim === undefined) {
      return this.#waitForOther(question);
    }
    const latest = await this.#stored(question);
    if (this.#isCurrent(latest, question) || this.#rests(latest)) {
      // Another request has ended in between.
      await this.store.release(question, claim);
      return latest;
    }
    const readAt = this.now();
    try {
      const data = await question.read();
      await this.store.save(question, { claim, data, readAt });
    } catch (error) {
      const explained = explainProblem(error);
      if (!explained) {
        await this.store.release(question, claim);
        throw error;
      }
      const { problem, restMs } = explained;
      const retryAt = this.now() + restMs;
      this.logger.warn(
        `Bitbucket pages: ${question.question} of ${
          question.repository
        } could not be read: ${(error as Error).message}`,
      );
      await this.store.saveProblem(question, {
        claim,
        problem: { ...problem, retryAt: new Date(retryAt).toISOString() },
        retryAt,
      });
    }
    return this.#stored(question);
  }

  /** Another instance reads the answer. */
  async #waitForOther<T>(question: Question<T>): Promise<StoredAnswer> {
    const end = this.now() + WAIT_MS;
    let stored = await this.#stored(question);
    while (
      !this.#isCurrent(stored, question) &&
      !this.#rests(stored) &&
      this.now() < end
    ) {
      await sleep(POLL_MS);
      stored = await this.#stored(question);
    }
    return stored;
  }

  async #stored(key: AnswerKey): Promise<StoredAnswer> {
    const stored = await this.store.find(key);
    if (!stored) {
      throw new Error('The stored answer was deleted');
    }
    return stored;
  }
}

function toAnswer<T>({
  data,
  problem,
  readAt,
}: StoredAnswer): BitbucketAnswer<T> {
  if (data === undefined) {
    throw new NoAnswerError(problem ?? BUSY);
  }
  return {
    data: data as T,
    readAt: new Date(readAt).toISOString(),
    ...(problem && { problem }),
  };
}
