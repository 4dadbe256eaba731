// Builds the front end and the backend for production, unless the last build has the same sources.
import { takeNoArguments } from '../lib/commandLine.mts';
import { buildWhatIsStale } from './productionBuild.mts';

const help = `Usage: node tools/test/buildProduction.mts

Builds the front end and the backend for production, unless the last build has the same sources.
`;

takeNoArguments(help);
process.exitCode = await buildWhatIsStale();
