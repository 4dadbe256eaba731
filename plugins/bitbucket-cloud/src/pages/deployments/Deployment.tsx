import { Link } from '@backstage/core-components';
import {
  type BitbucketDeployment,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { RelativeTime } from '../../shared/RelativeTime';
import { StateLabel } from '../shared/StateLabel';
import { UserText } from '../shared/UserText';

/** A deployment in one line. */
export const Deployment = ({
  deployment: { commit, deployer, endedAt, release, startedAt, state, url },
}: {
  deployment: BitbucketDeployment;
}) => {
  const time = endedAt ?? startedAt;
  const name = visibleText(release ?? 'a release');
  return (
    <>
      <StateLabel state={state} />{' '}
      {url ? (
        <Link to={url} underline="always">
          {name}
        </Link>
      ) : (
        name
      )}
      {commit && `, commit ${commit.slice(0, 7)}`}
      {deployer && (
        <>
          , by <UserText text={deployer.name} />
        </>
      )}
      {time && (
        <>
          , <RelativeTime time={time} />
        </>
      )}
    </>
  );
};
