import type { StubContext } from '../context';
import { FLUSH, packetLine } from '../git/packetLines';
import type { Repository } from '../model/types';
import { mainBranchOf } from '../store/LiveRepository';

const CAPABILITIES = {
  'git-upload-pack': 'shallow side-band-64k no-progress',
  // A thin pack would need objects that the stub does not store.
  'git-receive-pack':
    'report-status delete-refs side-band-64k ofs-delta no-thin',
};

/** Returns the branches of a repository and the capabilities of a service, for a git client. */
export function advertise(
  { store }: StubContext,
  repository: Repository,
  service: keyof typeof CAPABILITIES,
): Buffer {
  const main = mainBranchOf(repository);
  const branches = store.repositories.branchesOf(repository);
  const tip = store.repositories.findBranch(repository, main);
  const hasHead = tip !== undefined && service === 'git-upload-pack';
  const refs = [
    ...(hasHead ? [`${tip.hash} HEAD`] : []),
    ...branches.map(([name, { hash }]) => `${hash} refs/heads/${name}`),
  ];
  const capabilities = [
    CAPABILITIES[service],
    ...(hasHead ? [`symref=HEAD:refs/heads/${main}`] : []),
    'agent=bitbucket-cloud-stub',
  ].join(' ');
  const [first = `${'0'.repeat(40)} capabilities^{}`, ...others] = refs;
  return Buffer.concat([
    packetLine(`${first}\0${capabilities}\n`),
    ...others.map(ref => packetLine(`${ref}\n`)),
    FLUSH,
  ]);
}
