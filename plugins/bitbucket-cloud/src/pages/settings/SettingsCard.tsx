import {
  List,
  ListItem,
  ListItemText,
  makeStyles,
  Typography,
} from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  type BitbucketHome,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { useHome } from '../home/useHome';
import { AnswerFrame } from '../shared/AnswerFrame';
import { PipelinePermission } from './PipelinePermission';

const useStyles = makeStyles({
  block: { display: 'block' },
  text: { overflowWrap: 'anywhere' },
});

/** Whether the portal knows the user's Bitbucket account, and which repositories it can read for the user. */
export const SettingsCard = () => {
  const { block, text } = useStyles();
  const request = useHome();
  const hasSignals = Boolean(useApiHolder().get(signalApiRef));
  return (
    <InfoCard title="Bitbucket account">
      <AnswerFrame request={request} what="your connection to Bitbucket">
        {home => (
          <List disablePadding className={text}>
            <ListItem disableGutters divider>
              <ListItemText
                primary="Account"
                secondary={
                  home.isLinked
                    ? 'The portal knows your Bitbucket account. The home page shows its reviews, pull requests and pipelines.'
                    : 'Your user in the catalog has no Bitbucket account. An administrator of the portal can add the annotation bitbucket.org/user-id.'
                }
              />
            </ListItem>
            {home.isLinked && (
              <ListItem disableGutters divider>
                <ListItemText
                  primary="Repositories of the home page"
                  secondary={describeRepositories(home)}
                />
              </ListItem>
            )}
            {home.failed.map(({ problem, repository }) => (
              <ListItem key={repository} disableGutters divider>
                <ListItemText
                  primary={
                    <>
                      Not readable: <bdi>{visibleText(repository)}</bdi>
                    </>
                  }
                  secondary={problem.message}
                />
              </ListItem>
            ))}
            <ListItem disableGutters divider className={block}>
              <PipelinePermission />
            </ListItem>
            <ListItem disableGutters>
              <ListItemText
                primary="Changes at Bitbucket"
                secondary={
                  hasSignals
                    ? 'Open pages show a change within seconds if Bitbucket sends webhooks to the portal, and otherwise when they ask again.'
                    : 'Open pages show a change when they ask again.'
                }
              />
            </ListItem>
          </List>
        )}
      </AnswerFrame>
      <Typography variant="body2" color="textSecondary">
        The portal never shows your access token, and reads these pages with its
        own account.
      </Typography>
    </InfoCard>
  );
};

function describeRepositories({
  leftOut,
  repositories,
  unread,
}: BitbucketHome): string {
  return [
    `${repositories - leftOut} of the ${repositories} that you can see.`,
    leftOut > 0 && 'Those of your groups come first.',
    unread > 0 && `The portal is still reading ${unread} of them.`,
  ]
    .filter(Boolean)
    .join(' ');
}
