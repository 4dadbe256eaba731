import {
  type BitbucketUnreadableValue,
  type RunProblems,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';

/** Maximum number of values in one run's log. */
const MOST_VALUES = 20;

/** Logs the values of Bitbucket's lists that a run skips because it cannot read them. */
export class UnreadableValues {
  #count = 0;

  constructor(
    private readonly options: {
      config: { id: string };
      logger: LoggerService;
      problems?: RunProblems;
    },
  ) {}

  /** How many values the run skipped. */
  get count(): number {
    return this.#count;
  }

  readonly note = ({ listing, name, fields }: BitbucketUnreadableValue) => {
    this.#count += 1;
    const value = name ?? 'a value without a name';
    const problem =
      fields.length > 0 ? ` (wrong or missing: ${fields.join(', ')})` : '';
    const message = `Bitbucket's list of ${listing} has a value that cannot be read, so the run skipped it: ${value}${problem}. The run removes no user and no membership because of it.`;
    this.options.problems?.add({ subject: value, message });
    if (this.#count > MOST_VALUES) {
      return;
    }
    this.#warn(message);
    if (this.#count === MOST_VALUES) {
      this.#warn('more values that cannot be read are not logged in this run');
    }
  };

  /** Logs the people who remain although no readable value contains them. */
  reportUnconfirmed(uuids: ReadonlySet<string>) {
    if (uuids.size > 0) {
      for (const uuid of uuids) {
        this.options.problems?.add({
          subject: uuid,
          message:
            "Bitbucket's list of the members of the workspace lacks this account, and Bitbucket did not confirm that they left, so the User does not change.",
        });
      }
      const some = [...uuids].slice(0, MOST_VALUES).join(', ');
      this.#warn(
        `Bitbucket's list of the members of the workspace lacks ${
          uuids.size
        } people, and Bitbucket did not confirm that they left, so their Users do not change: ${some}${
          uuids.size > MOST_VALUES ? ', …' : ''
        }`,
      );
    }
  }

  /** Reads a list, and returns whether all of its values could be read. */
  async read<T>(
    list: (
      onUnreadable: (value: BitbucketUnreadableValue) => void,
    ) => Promise<T>,
  ): Promise<{ values: T; isComplete: boolean }> {
    const before = this.#count;
    const values = await list(this.note);
    return { values, isComplete: this.#count === before };
  }

  #warn(message: string) {
    const { config, logger } = this.options;
    logger.warn(`Bitbucket workspace ${config.id}: ${message}`);
  }
}
