import { type Attributes } from '@opentelemetry/api';
import {
  AggregationType,
  createAllowListAttributesProcessor,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';

/** Upper limits of durations, in seconds. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const DURATIONS: ViewOptions['aggregation'] = {
  type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
  options: { boundaries: BUCKETS },
};

/** The class of the status, such as `5xx`. */
const byStatus: ViewOptions['attributesProcessors'] = [
  {
    process(attributes: Attributes): Attributes {
      const status = String(attributes['http.response.status_code'] ?? '');
      return { status: status ? `${status[0]}xx` : 'none' };
    },
  },
];

const only = (...names: string[]) => [
  createAllowListAttributesProcessor(names),
];

const drop = (...instrumentNames: string[]): ViewOptions[] =>
  instrumentNames.map(instrumentName => ({
    instrumentName,
    aggregation: { type: AggregationType.DROP },
  }));

/**
 * Limits the number of series: libraries count by route, host, statement or processor, with up to 15 buckets each.
 */
export const views: ViewOptions[] = [
  // This repository's measures have few attributes. The limit holds also after a mistake.
  {
    instrumentName: 'bitbucket*',
    aggregationCardinalityLimit: 80,
  },
  {
    instrumentName: 'http.server.request.duration',
    attributesProcessors: byStatus,
    aggregation: DURATIONS,
  },
  {
    instrumentName: 'http.client.request.duration',
    attributesProcessors: byStatus,
    aggregation: DURATIONS,
  },
  {
    instrumentName: 'db.client.operation.duration',
    attributesProcessors: only(),
    aggregation: DURATIONS,
  },
  {
    instrumentName: 'catalog.processing.duration',
    attributesProcessors: only('result'),
    aggregation: DURATIONS,
  },
  {
    instrumentName: 'catalog.processing.queue.delay',
    attributesProcessors: only(),
    aggregation: {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      options: { boundaries: [1, 10, 60, 300, 900, 3600] },
    },
  },
  {
    instrumentName: 'catalog.stitching.duration',
    attributesProcessors: only(),
    aggregation: DURATIONS,
  },
  {
    instrumentName: 'v8js.gc.duration',
    attributesProcessors: only(),
    aggregation: {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      options: { boundaries: [0.01, 0.1, 1] },
    },
  },
  ...drop(
    'catalog.processors.duration',
    'catalog.stitching.queue.delay',
    'catalog_relations_count',
    'backend_tasks.task.runs.duration',
    'backend_tasks.task.runs.started',
    'nodejs.eventloop.delay.min',
    'nodejs.eventloop.delay.stddev',
    'nodejs.eventloop.time',
    'v8js.resource.active',
    'v8js.memory.heap.space.size',
    'v8js.memory.heap.space.available_size',
    'v8js.memory.heap.space.physical_size',
  ),
];
