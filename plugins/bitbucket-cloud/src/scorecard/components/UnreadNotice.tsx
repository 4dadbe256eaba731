import { Typography } from '@material-ui/core';
import { type BitbucketScorecards } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { Notice } from '../../shared/Notice';
import { RelativeTime } from '../../shared/RelativeTime';

/** Names the facts that the portal has not read yet, and when it reads them. */
export const UnreadNotice = ({ checks, scorecards }: BitbucketScorecards) => {
  const unread = checks.flatMap(({ id, title }) => {
    const times = scorecards.flatMap(scorecard =>
      scorecard.checks.flatMap(each =>
        each.id === id && each.expectedAt ? [each.expectedAt] : [],
      ),
    );
    return times.length > 0
      ? [{ id, title, count: times.length, last: times.sort().at(-1)! }]
      : [];
  });
  return unread.length === 0 ? null : (
    <Notice severity="info" title="The portal has not read all facts yet.">
      <Typography variant="body2">
        Once a day, it reads at most three parts of each repository. It reads
        the others earlier when a user opens the pages of the component.
      </Typography>
      <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
        {unread.map(({ count, id, last, title }) => (
          <Typography key={id} variant="body2" component="li">
            {title}: not read yet for{' '}
            {count === 1 ? '1 component' : `${count} components`}. The portal
            reads the last one <RelativeTime time={last} />.
          </Typography>
        ))}
      </ul>
    </Notice>
  );
};
