import { useCallback, useEffect, useRef } from 'react';
import { Checkbox, FormControlLabel, Typography } from '@material-ui/core';
import { useApi } from '@backstage/core-plugin-api';
import { bitbucketPagesApiRef } from '../api';
import { useAnswer } from '../shared/useAnswer';

/** The portal reads the files of 20 pull requests at a time. */
const UNREAD_MS = 3000;
const REFRESH_MS = 30_000;

interface FolderFilterProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  /** Called with the numbers of the pull requests that change the folder; undefined while they are not known. */
  onFound: (ids: readonly number[] | undefined) => void;
  entityRef: string;
}

/** Reads which pull requests change the folder of the entity, while the filter is on. */
const FolderState = ({
  entityRef,
  onFound,
}: Pick<FolderFilterProps, 'entityRef' | 'onFound'>) => {
  const api = useApi(bitbucketPagesApiRef);
  const { answer, error, reload } = useAnswer(
    useCallback(() => api.getFolderPullRequests(entityRef), [api, entityRef]),
    REFRESH_MS,
  );
  const unread = answer?.data.unread ?? 0;
  useEffect(() => {
    onFound(answer?.data.ids);
    return () => onFound(undefined);
  }, [answer, onFound]);
  const before = useRef<number>();
  useEffect(() => {
    const isProgress = unread !== before.current;
    before.current = unread;
    // Otherwise, Bitbucket cannot be read at the moment.
    const timer =
      unread > 0 && isProgress ? setTimeout(reload, UNREAD_MS) : undefined;
    return () => clearTimeout(timer);
  }, [answer, reload, unread]);
  const text =
    error?.message ??
    (answer
      ? unread > 0 && `The portal has not read the files of ${unread} yet.`
      : 'The portal reads which files the pull requests change.');
  return text ? (
    <Typography variant="body2" color="textSecondary" role="status">
      {text}
    </Typography>
  ) : null;
};

/** A filter for entities that are a folder of their repository. */
export const FolderFilter = ({
  entityRef,
  isOn,
  onChange,
  onFound,
}: FolderFilterProps) => (
  <>
    <FormControlLabel
      control={
        <Checkbox
          color="primary"
          checked={isOn}
          onChange={event => onChange(event.target.checked)}
        />
      }
      label="Only this folder"
    />
    {isOn && <FolderState entityRef={entityRef} onFound={onFound} />}
  </>
);
