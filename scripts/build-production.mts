// Builds the front end and the backend for production, unless the last build has the same sources.
import { takeNoArguments } from './lib/command-line.mts';
import { buildWhatIsStale } from './lib/production-build.mts';

const help = `Usage: node scripts/build-production.mts

Builds the front end and the backend for production, unless the last build has the same sources.
`;

takeNoArguments(help);
process.exitCode = await buildWhatIsStale();
