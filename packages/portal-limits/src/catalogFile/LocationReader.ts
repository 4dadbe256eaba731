import {
  type DatabaseService,
  type LoggerService,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  type LocationEntity,
  parseLocationRef,
} from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import {
  type ScmIntegrationRegistry,
  ScmIntegrations,
} from '@backstage/integration';
import {
  FileReaderProcessor,
  UrlReaderProcessor,
} from '@backstage/plugin-catalog-backend';
import {
  type CatalogProcessor,
  type CatalogProcessorCache,
  type CatalogProcessorEmit,
  type CatalogProcessorEntityResult,
  type CatalogProcessorParser,
  type LocationSpec,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { type JsonValue } from '@backstage/types';
import { dirname, join, sep } from 'node:path';
import { type Limits } from '../limits/limits';
import { chooseEntities, fileOf } from '../locationKey/chooseEntities';
import { createLocationKey } from '../locationKey/createLocationKey';
import { StoredEntities } from '../locationKey/StoredEntities';
import { readLimits } from '../limits/readLimits';
import { type RunInTurn } from '../workQueue';
import { assertChainedEntities } from './assertChainedEntities';
import { CatalogRules } from './CatalogRules';
import { createEntityDataParser } from './createEntityDataParser';
import { type DryRunBudgets } from './DryRunBudgets';
import { isFromUrl } from './EntityLimitProcessor';
import { limitReading } from './limitReading';
import { findDepthProblem, withDepth } from './locationDepth';
import { ReadingBudget } from './ReadingBudget';
import { Refusals } from './Refusals';

/**
 * Reads the targets of Locations within a budget for each Location: each target can be as large as a
 * catalog file, and all targets together would block the catalog for seconds.
 *
 * The reader omits an entity that `catalog.rules` does not allow, or that another file of the Location
 * contains. The Location shows the reason: {@link Refusals}. All other entities belong to this Location:
 * {@link createLocationKey}.
 *
 * Files of the installation are trusted and have no budget.
 *
 * @seam The catalog reads one target after the other with the first processor that accepts it, and does
 * not pass the Location to that processor. So this processor accepts all targets and reads them in the
 * next step, which receives the Location:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/processing/DefaultCatalogProcessingOrchestrator.ts
 */
export class LocationReader implements CatalogProcessor {
  static fromConfig(
    config: Config,
    deps: {
      database: DatabaseService;
      dryRuns: DryRunBudgets;
      logger: LoggerService;
      reader: UrlReaderService;
      runInTurn: RunInTurn;
    },
  ): LocationReader {
    return new LocationReader({
      dryRuns: deps.dryRuns,
      files: new FileReaderProcessor(),
      integrations: ScmIntegrations.fromConfig(config),
      limits: readLimits(config),
      logger: deps.logger,
      parse: createEntityDataParser(readLimits(config), deps.runInTurn),
      rules: CatalogRules.fromConfig(config),
      stored: new StoredEntities(deps.database),
      urls: new UrlReaderProcessor(deps),
    });
  }

  private constructor(
    private readonly options: {
      dryRuns: DryRunBudgets;
      files: FileReaderProcessor;
      integrations: ScmIntegrationRegistry;
      limits: Limits;
      logger: LoggerService;
      parse: CatalogProcessorParser;
      rules: CatalogRules;
      stored: StoredEntities;
      urls: UrlReaderProcessor;
    },
  ) {}

  getProcessorName(): string {
    return 'LocationReader';
  }

  /** Runs before Backstage's processors that read URLs and files. */
  getPriority(): number {
    return 0;
  }

  /** Accepts all URLs and files, and leaves them to {@link postProcessEntity}. */
  async readLocation({ type }: LocationSpec): Promise<boolean> {
    return type === 'url' || type === 'file';
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const { dryRuns, limits, rules } = this.options;
    const refusals = new Refusals(rules, originOf(entity, location), {
      ofLocations: findDepthProblem(entity, limits),
    });
    const budget = isFromUrl(entity)
      ? dryRuns.current() ?? new ReadingBudget(limits)
      : undefined;
    const found: CatalogProcessorEntityResult[] = [];
    for (const target of this.#targetsOf(entity, location)) {
      await this.#read({
        budget,
        cache: cacheOf(target, cache),
        emit: result => {
          const checked = refusals.check(result);
          if (checked?.type === 'entity') {
            found.push(checked);
          } else if (checked) {
            emit(checked);
          }
        },
        target,
      });
      // The reader emits the error of a budget, and would continue with the next target.
      budget?.check();
    }
    await this.#emitEntities(found, { emit, entity, refusals });
    if (dryRuns.current() && refusals.areAll) {
      // A dry run registers nothing, and the user reads the response.
      refusals.messages.forEach(message =>
        emit(processingResult.inputError(location, message)),
      );
      return entity;
    }
    this.#log(refusals);
    return refusals.addTo(entity);
  }

  /** Emits one entity per name, under the key of the Location. */
  async #emitEntities(
    found: CatalogProcessorEntityResult[],
    to: { emit: CatalogProcessorEmit; entity: Entity; refusals: Refusals },
  ) {
    const keyOf = (file: string) => createLocationKey(to.entity, file);
    const { chosen, refused } = await chooseEntities(found, refs =>
      this.options.stored.find(refs, keyOf),
    );
    if (!this.options.dryRuns.current()) {
      await assertChainedEntities(to.entity, chosen.length, this.options);
    }
    refused.forEach(each => to.refusals.addRepeated(each));
    chosen.forEach(result =>
      to.emit({
        ...result,
        entity: withDepth(result.entity, to.entity),
        locationKey: keyOf(fileOf(result)),
      }),
    );
  }

  #log({ messages }: Refusals) {
    if (!this.options.dryRuns.current()) {
      messages.forEach(message => this.options.logger.warn(message));
    }
  }

  async #read(reading: {
    budget: ReadingBudget | undefined;
    cache: CatalogProcessorCache;
    emit: CatalogProcessorEmit;
    target: LocationSpec;
  }) {
    const { budget, cache, target } = reading;
    const { files, parse, urls } = this.options;
    const { emit, parser } = budget
      ? limitReading({ budget, emit: reading.emit, parser: parse })
      : { emit: reading.emit, parser: parse };
    const isOptional = target.presence === 'optional';
    if (target.type === 'file') {
      await files.readLocation(target, isOptional, emit, parser);
    } else {
      await urls.readLocation(target, isOptional, emit, parser, cache);
    }
  }

  /** Returns the targets that Backstage passes to {@link readLocation}. */
  #targetsOf(entity: Entity, location: LocationSpec): LocationSpec[] {
    const {
      presence = 'required',
      target,
      targets = [],
      type = location.type,
    } = { ...entity.spec } as LocationEntity['spec'];
    // Only a file of the installation can list another file of the installation.
    const isReadable =
      type === 'url' || (type === 'file' && location.type === 'file');
    return entity.kind === 'Location' && isReadable
      ? [target, ...targets]
          .filter((each): each is string => Boolean(each))
          // The catalog reports a folder as an error.
          .filter(each => type === 'url' || !each.endsWith(sep))
          .map(each => ({
            type,
            target: this.#resolve(each, { location, type }),
            presence,
          }))
      : [];
  }

  #resolve(
    target: string,
    { location, type }: { location: LocationSpec; type: string },
  ): string {
    if (type === 'file') {
      return target.startsWith('.')
        ? join(dirname(location.target), target)
        : target;
    }
    try {
      return location.type === 'url'
        ? this.options.integrations.resolveUrl({
            url: target,
            base: location.target,
          })
        : target;
    } catch {
      // The reader reports an error for this URL.
      return target;
    }
  }
}

/** Returns the registered or configured location, to which `catalog.rules` apply. */
function originOf({ metadata }: Entity, location: LocationSpec) {
  const origin = metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  return origin === undefined ? location : parseLocationRef(origin);
}

/** Separates the cached data of each target. */
function cacheOf(
  { target }: LocationSpec,
  cache: CatalogProcessorCache,
): CatalogProcessorCache {
  return {
    get: async <T extends JsonValue>(key: string) =>
      (await cache.get<Record<string, T>>(target))?.[key],
    set: <T extends JsonValue>(key: string, value: T) =>
      cache.set<Record<string, T>>(target, { [key]: value }),
  };
}
