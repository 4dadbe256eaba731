import { type LoggerService } from '@backstage/backend-plugin-api';
import { type SignalsService } from '@backstage/plugin-signals-node';
import { type AnswerStore } from '../answers/AnswerStore';
import { type Channels } from './Channels';

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
   */
  async note(repository: string, questions: readonly string[]): Promise<void> {
    const known = await this.parts.store.invalidate(repository, questions);
    // Otherwise, no page has asked.
    if (known > 0) {
      await this.#signal(repository);
    }
  }

  /** Deletes the answers about a repository that belongs to another workspace now, or does not exist. */
  async noteLeaving(repository: string): Promise<void> {
    await this.parts.store.forget(repository);
    await this.#signal(repository);
  }

  async #signal(repository: string): Promise<void> {
    const { channels, logger, signals } = this.parts;
    try {
      for (const channel of await channels.allOf(repository)) {
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
