import { createRepositoryFilter } from '../config/filters';
import { slugOf } from '../model/locationEntity';
import { versionOf } from '../run/versionOf';
import { warnOfUnreadable } from '../run/warnOfUnreadable';
import { SeenRepositories } from '../store/SeenRepositories';
import { copyToMemory } from './copyToMemory';
import { type PreviewOptions } from './previewRun';

/** A repository that a run would read. */
export interface ListLine {
  /** `workspace/repository` */
  slug: string;
  /** The key of the project, and the language. */
  about: string;
}

/** The repositories that a run would read. */
export interface ListPreview {
  lines: ListLine[];
  /** How many repositories did not change. */
  unchanged: number;
  /** How many repositories the filters exclude. */
  excluded: number;
  /** Calls of the run, without those for `*` in `catalogPath` and for repositories that are missing from the list. */
  calls: number;
}

/** Lists the repositories without reading their files: one call for 100 repositories. */
export async function previewList(
  options: PreviewOptions,
): Promise<ListPreview> {
  const { client, config, knex, onListed } = options;
  const copy = await copyToMemory(knex, config.id);
  try {
    const seen = new SeenRepositories(copy, config.id);
    const isWanted = createRepositoryFilter(config.filters);
    const result: ListPreview = {
      lines: [],
      unchanged: 0,
      excluded: 0,
      calls: 0,
    };
    let listed = 0;
    let size: number | undefined;
    const onSize = (value: number) => {
      size = value;
    };
    const pages = client.listRepositories({
      onSize,
      onUnreadable: value => warnOfUnreadable(options, value),
    });
    for await (const page of pages) {
      result.calls += 1;
      const before = await seen.find(page.map(({ uuid }) => uuid));
      for (const repository of page) {
        const { mainBranch, language, project, uuid } = repository;
        if (!isWanted(repository)) {
          result.excluded += 1;
        } else if (
          before.get(uuid)?.version === versionOf(repository, config)
        ) {
          result.unchanged += 1;
        } else {
          const about = [project?.key, language].filter(Boolean).join(' ');
          result.lines.push({ slug: slugOf(repository), about });
          result.calls += mainBranch ? config.catalogPaths.files.length : 0;
        }
      }
      listed += page.length;
      onListed?.(listed, size);
    }
    return result;
  } finally {
    await copy.destroy();
  }
}
