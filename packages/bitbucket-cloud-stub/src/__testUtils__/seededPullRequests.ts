import { readTimeSpan } from '../model/readTimeSpan';
import { defaultSeedPath, readSeedFile } from '../seed/readSeed';

const ALL = '/repositories/harbour-bikes/booking-api/pullrequests';

const { activity } = readSeedFile(defaultSeedPath());
const { pull_requests: seeded = [] } = activity!.repositories.find(
  ({ repository }) => repository === 'harbour-bikes/booking-api',
)!;
const oldestFirst = [...seeded].sort(
  (a, b) => readTimeSpan(b.created) - readTimeSpan(a.created),
);

/** Address of the pull request with the hostile title, which has comments and reviews. */
export const SEEDED = `${ALL}/${
  oldestFirst.findIndex(({ branch }) => branch === 'fix/escape-station-names') +
  1
}`;

/** Address of the first pull request that a test creates. */
export const NEW = `${ALL}/${seeded.length + 1}`;

/** Address of the second one. */
export const NEXT = `${ALL}/${seeded.length + 2}`;
