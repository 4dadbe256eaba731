const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** The configuration key above all limits. */
export const LIMITS_KEY = 'backend.limits';

/**
 * Limits on what users can send to the portal, by the key under `backend.limits`. Sizes are in bytes.
 *
 * The defaults come from measurements on two cores: an input just under each limit keeps the event loop
 * busy for less than a second.
 */
export const limitTable = {
  'readFile.size': {
    standard: 5 * MEBIBYTE,
    limits: 'Size of one file that a plugin reads by URL',
  },
  'catalogFile.size': {
    standard: 2 * MEBIBYTE,
    limits: 'Size of a catalog file, or of a file behind $json or $yaml',
  },
  'catalogFile.lines': {
    standard: 100_000,
    limits: 'Lines of a catalog file, including the lines of texts',
  },
  'catalogFile.documents': {
    standard: 1_000,
    limits: 'Documents of a catalog file, separated by ---',
  },
  'catalogFile.values': {
    standard: 15_000,
    limits: 'Keys and values of a catalog file',
  },
  'catalogFile.references': {
    standard: 100,
    limits: 'Anchors, aliases and tags of a catalog file',
  },
  'catalogFile.depth': {
    standard: 64,
    limits: 'Nested lists and maps of a catalog file or an entity',
  },
  'entity.values': {
    standard: 2_500,
    limits: 'Values of one entity after aliases and placeholders are resolved',
  },
  'entity.size': {
    standard: 200_000,
    limits:
      'Bytes of all texts of one entity as JSON, placeholders resolved, without the definition of an API',
  },
  'entity.definition': {
    standard: 512 * KIBIBYTE,
    limits: 'Bytes of the definition of an API as JSON',
  },
  'entity.placeholders': {
    standard: 20,
    limits: 'Placeholders ($text, $json, $yaml) of one entity',
  },
  'query.depth': {
    standard: 10,
    limits: 'Nested maps of a catalog query, such as $all, $any and $not',
  },
  'query.terms': {
    standard: 50,
    limits: 'Conditions and operators of a catalog query or filter',
  },
  'query.values': {
    standard: 1_000,
    limits: 'Values of $in and of filters in a catalog query',
  },
  'query.cursor': {
    standard: 16 * KIBIBYTE,
    limits: 'Size of the cursor of a catalog query',
  },
  'query.fields': {
    standard: 100,
    limits: 'Fields or facets of a catalog query',
  },
  'query.facets': {
    standard: 20,
    limits: 'Facets of a catalog query',
  },
  'query.facetValues': {
    standard: 10_000,
    limits: 'Different values in the catalog of all facets of a catalog query',
  },
  'query.unpagedFields': {
    standard: 20,
    limits: 'Fields of a request for entities without a limit',
  },
  'query.fieldDots': {
    standard: 10,
    limits: 'Dots in a field or a facet of a catalog query',
  },
  'query.fieldsLength': {
    standard: 2_000,
    limits: 'Characters of all fields or facets of a catalog query',
  },
  'query.sortValues': {
    standard: 1_000,
    limits:
      'Values of a sort field, other than the first one of each entity, on a page of more than 100 entities',
  },
  'query.sortOffset': {
    standard: 10_000,
    limits: 'Offset of a sorted request for entities, other than by-query',
  },
  'query.fieldLength': {
    standard: 200,
    limits:
      'Characters of a field, a facet or a search term of a catalog query',
  },
  'queries.running': {
    standard: 2,
    limits:
      'Requests of a user of one kind, such as catalog queries, searches, file reads or actions, that run at the same time at one instance',
  },
  'queries.waiting': {
    standard: 200,
    limits:
      'Requests of a user of one kind, such as catalog queries, searches, file reads or actions, that wait for others at one instance',
  },
  'location.length': {
    standard: 2_000,
    limits: 'Characters of the URL of a location',
  },
  'location.targets': {
    standard: 100,
    limits: 'Targets of all entities of kind Location in a catalog file',
  },
  'location.depth': {
    standard: 10,
    limits: 'Chained Locations, each of which lists the file of the next',
  },
  'location.chained': {
    standard: 20_000,
    limits: 'Entities of all chained Locations below a registered location',
  },
  'location.size': {
    standard: 4 * MEBIBYTE,
    limits:
      'Size of all files of one Location, or of the dry run of a location',
  },
  'location.entities': {
    standard: 1_000,
    limits:
      'Entities in all files of one Location, or of the dry run of a location',
  },
  'location.placeholders': {
    standard: 100,
    limits:
      'Placeholders in all files of one Location, or of the dry run of a location',
  },
  'readings.requests': {
    standard: 100,
    limits:
      'Requests of a user in ten minutes that make one instance read files, such as a registration',
  },
  'lists.entityRefs': {
    standard: 1_000,
    limits: 'Entity references that one request reads',
  },
  'lists.settings': {
    standard: 100,
    limits: 'Settings that one request reads',
  },
  'lists.notifications': {
    standard: 500,
    limits: 'Notifications, or settings for them, that one request changes',
  },
  'lists.permissions': {
    standard: 500,
    limits: 'Permissions and resources that one request checks',
  },
  'lists.page': {
    standard: 1_000,
    limits: 'Entities or locations on one page',
  },
  'lists.entities': {
    standard: 10,
    limits:
      'Entities or runs of templates that an AI assistant reads with one call',
  },
  'lists.entitiesSize': {
    standard: MEBIBYTE,
    limits: 'Bytes that one call of an AI assistant returns',
  },
  'lists.calls': {
    standard: 1,
    limits: 'Calls of an AI assistant in one request',
  },
  'lists.runs': {
    standard: 100,
    limits: 'Runs of templates on one page',
  },
  'streams.runs': {
    standard: 20,
    limits: 'Runs of templates that a user follows at one instance',
  },
  'runs.open': {
    standard: 5,
    limits: 'Runs of templates of a user that wait or run at the same time',
  },
  'runs.starts': {
    standard: 100,
    limits: 'Runs of templates that a user starts in an hour, at one instance',
  },
  'runs.events': {
    standard: 5_000,
    limits: 'Entries in the log of a run of a template that starts again',
  },
  'setting.size': {
    standard: 64 * KIBIBYTE,
    limits: 'Size of a request with settings of a user, such as one setting',
  },
  'setting.count': {
    standard: 1_000,
    limits: 'Settings of a user',
  },
  'template.files': {
    standard: 1_000,
    limits: 'Files of a template in the template editor',
  },
  'template.values': {
    standard: 5_000,
    limits: 'Values of a template in the template editor',
  },
  'template.formValues': {
    standard: 1_000,
    limits: 'Values of the form of a template',
  },
  'search.filters': {
    standard: 50,
    limits: 'Filters and filter values of a search',
  },
  'search.words': {
    standard: 12,
    limits: 'Words of a search term, of which 5 have one or two characters',
  },
  'search.wordLength': {
    standard: 64,
    limits: 'Characters of one word of a search term',
  },
  'body.values': {
    standard: 20_000,
    limits: 'Keys and values of a JSON body to any plugin',
  },
  'body.depth': {
    standard: 100,
    limits: 'Nested lists and maps of a JSON body to any plugin',
  },
} as const;

/** A key under `backend.limits`. */
export type LimitName = keyof typeof limitTable;

/** The limits of this portal. */
export type Limits = Readonly<Record<LimitName, number>>;

/** The default limits. */
export const standardLimits = Object.fromEntries(
  Object.entries(limitTable).map(([name, { standard }]) => [name, standard]),
) as Limits;

/** The end of an error message: what a user can do if a limit is exceeded. */
export function describeRemedy(name: LimitName, advice: string): string {
  return `${advice} An administrator can change ${LIMITS_KEY}.${name}.`;
}

/** Formats a number for error messages. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
