import IngestionIcon from '@material-ui/icons/CloudDownload';
import { SidebarItem } from '@backstage/core-components';
import { configApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { bitbucketIngestionReadPermission } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { ingestionRouteRef } from '../routes';

/**
 * An item of the sidebar that opens the page with the state of the ingestion. Users without the permission
 * `bitbucket.ingestion.read` do not see it.
 */
export const BitbucketIngestionSidebarItem = () => {
  const link = useRouteRef(ingestionRouteRef);
  // Without permissions, `usePermission` allows everything, but the backend rejects the request.
  const isEnabled =
    useApi(configApiRef).getOptionalBoolean('permission.enabled');
  const { allowed } = usePermission({
    permission: bitbucketIngestionReadPermission,
  });
  return isEnabled && allowed ? (
    <SidebarItem icon={IngestionIcon} to={link()} text="Ingestion" />
  ) : null;
};
