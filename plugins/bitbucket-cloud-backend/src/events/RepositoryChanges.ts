import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type BitbucketPullRequestList,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type SignalsService } from '@backstage/plugin-signals-node';
import { type AnswerStore } from '../answers/AnswerStore';
import { type Channels } from './Channels';
import { MOVED, UUID } from '../pages/questions';
import { changeList, type PullRequestEvent } from './changeList';

/** Webhooks can arrive in another order than they were sent, so lists that contain them are read again soon. */
const RECHECK_MS = 60 * 60_000;

/** Informs the answers and the open pages of changes at Bitbucket. */
export class RepositoryChanges {
  constructor(
    private readonly parts: {
      channels: Channels;
      logger: LoggerService;
      signals: SignalsService;
      store: AnswerStore;
    },
  ) {}

  /**
   * Notes which answers are out of date, and sends a signal to the open pages of the repository. The signal has no
   * content: pages send their requests again, which check the permissions.
   *
   * @param questions - a name that ends with `*` stands for all questions that begin with it
   * @param event - contains a pull request: lists with it need not be read again
   */
  async note(
    repository: string,
    questions: readonly string[],
    event?: PullRequestEvent,
  ): Promise<void> {
    const { store } = this.parts;
    const outdated: string[] = [];
    for (const question of questions) {
      const isChanged =
        event &&
        (await store.change<BitbucketPullRequestList>(
          { repository, question },
          list => changeList(list, question, event),
          RECHECK_MS,
        ));
      if (!isChanged) {
        outdated.push(question);
      }
    }
    const known = await store.invalidate(repository, outdated);
    // Otherwise, no page has asked.
    if (known > 0 || outdated.length < questions.length) {
      await this.#signal(repository);
    }
  }

  /** Deletes the answers about a repository that belongs to another workspace now, or does not exist. */
  async noteLeaving(repository: string): Promise<void> {
    await this.parts.store.forget(repository);
    await this.#signal(repository);
  }

  /** Deletes the answers about a repository that was moved to another workspace, and notes the move for its page. */
  async noteMove(repository: string): Promise<void> {
    await this.noteLeaving(repository);
    await this.parts.store.put({ repository, question: MOVED }, true);
  }

  /** Notes that a repository has another name now: answers by the former name are out of date. */
  async noteRename(former: string, uuid: string | undefined): Promise<void> {
    await this.note(former, ['*']);
    if (uuid) {
      // Entities without the annotation of the uuid follow the repository, too.
      const key = { repository: former, question: UUID };
      await this.parts.store.put(key, normalizeBitbucketUuid(uuid));
    }
  }

  /**
   * Sends a signal without content to the open home pages of people.
   *
   * @param uuids - of their Bitbucket accounts, with braces
   */
  async notePeople(uuids: readonly string[]): Promise<void> {
    const { channels } = this.parts;
    for (const uuid of uuids) {
      await this.#publish(() => channels.allOfPerson(uuid));
    }
  }

  #signal(repository: string): Promise<void> {
    return this.#publish(() => this.parts.channels.allOf(repository));
  }

  async #publish(findChannels: () => Promise<string[]>): Promise<void> {
    const { logger, signals } = this.parts;
    try {
      for (const channel of await findChannels()) {
        const recipients = { type: 'broadcast' } as const;
        await signals.publish({ channel, recipients, message: {} });
      }
    } catch (error) {
      // Pages ask again after a while.
      logger.warn(
        'Bitbucket pages: a signal could not be sent',
        error as Error,
      );
    }
  }
}
