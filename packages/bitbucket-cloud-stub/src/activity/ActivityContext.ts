import type {
  SeedActivity,
  SeedRepositoryActivity,
  TimeSpan,
} from '../model/activity';
import { readTimeSpan } from '../model/readTimeSpan';
import type { Person, Seed } from '../model/types';
import type { Author } from '../store/Commit';
import type { Account } from '../store/PullRequest';

/** The activity of a seed, and what its names and time spans refer to. */
export class ActivityContext {
  readonly #people: ReadonlyMap<string, Person>;
  readonly #byUuid = new Map<string, SeedRepositoryActivity>();

  /** @param startedAt - Milliseconds since the Unix epoch, to which time spans are relative. */
  constructor(
    readonly seed: SeedActivity,
    readonly startedAt: number,
    { people, repositories = [] }: Pick<Seed, 'people' | 'repositories'>,
  ) {
    this.#people = new Map(people.map(each => [each.username, each]));
    const byName = new Map(
      seed.repositories.map(each => [each.repository, each]),
    );
    for (const { workspace, slug, uuid } of repositories) {
      const activity = byName.get(`${workspace}/${slug}`);
      if (activity) {
        this.#byUuid.set(uuid, activity);
      }
    }
  }

  /** Uuids of the repositories that have an activity. */
  get repositories(): Iterable<string> {
    return this.#byUuid.keys();
  }

  /** Returns what happened in a repository, whose name can have changed. */
  of(uuid: string): SeedRepositoryActivity | undefined {
    return this.#byUuid.get(uuid);
  }

  /** Returns the account of a username of the seed. */
  account(username: string): Account {
    return { uuid: this.#people.get(username)?.uuid ?? username };
  }

  /** Returns a person as the author of a commit. */
  author(username: string): Author {
    const { uuid, display_name: name } = this.#people.get(username) ?? {
      uuid: undefined,
      display_name: username,
    };
    return { uuid, raw: `${name} <${username}@users.noreply.example>` };
  }

  /** Returns the time that was a time span before the start, in milliseconds since the Unix epoch. */
  before(span: TimeSpan): number {
    return this.startedAt - readTimeSpan(span);
  }

  /** Returns the same in ISO 8601. */
  dateBefore(span: TimeSpan): string {
    return new Date(this.before(span)).toISOString();
  }
}
