export interface Config {
  backend?: {
    /**
     * Limits on what users can send to the portal. Sizes are in bytes. The portal rejects a request
     * above a limit with status 400, and reports a catalog file above a limit as an error of its
     * location.
     */
    limits?: {
      readFile?: {
        /** Size of one file that a plugin reads by URL. Default: 5 MiB */
        size?: number;
      };
      catalogFile?: {
        /** Size of a catalog file, or of a file behind $json or $yaml. Default: 2 MiB */
        size?: number;
        /** Lines of a catalog file, including the lines of texts. Default: 100,000 */
        lines?: number;
        /** Documents of a catalog file, separated by ---. Default: 1,000 */
        documents?: number;
        /** Keys and values of a catalog file. Default: 15,000 */
        values?: number;
        /** Anchors, aliases and tags of a catalog file. Default: 100 */
        references?: number;
        /** Nested lists and maps of a catalog file or an entity. Default: 64 */
        depth?: number;
      };
      entity?: {
        /** Values of one entity after aliases and placeholders are resolved. Default: 2,500 */
        values?: number;
        /** Bytes of all texts of one entity as JSON, placeholders resolved, without the definition of an API. Default: 200,000 */
        size?: number;
        /** Bytes of the definition of an API as JSON. Default: 512 KiB */
        definition?: number;
        /** Placeholders ($text, $json, $yaml) of one entity. Default: 20 */
        placeholders?: number;
      };
      query?: {
        /** Nested maps of a catalog query, such as $all, $any and $not. Default: 10 */
        depth?: number;
        /** Conditions and operators of a catalog query or filter. Default: 50 */
        terms?: number;
        /** Values of $in and of filters in a catalog query. Default: 1,000 */
        values?: number;
        /** Size of the cursor of a catalog query. Default: 16 KiB */
        cursor?: number;
        /** Fields or facets of a catalog query. Default: 100 */
        fields?: number;
        /** Facets of a catalog query. Default: 20 */
        facets?: number;
        /** Different values in the catalog of all facets of a catalog query. Default: 10,000 */
        facetValues?: number;
        /** Fields of a request for entities without a limit. Default: 20 */
        unpagedFields?: number;
        /** Dots in a field or a facet of a catalog query. Default: 10 */
        fieldDots?: number;
        /** Characters of all fields or facets of a catalog query. Default: 2,000 */
        fieldsLength?: number;
        /** Values of a sort field, other than the first one of each entity, on a page of more than 100 entities. Default: 1,000 */
        sortValues?: number;
        /** Offset of a sorted request for entities, other than by-query. Default: 10,000 */
        sortOffset?: number;
        /** Characters of a field, a facet or a search term of a catalog query. Default: 200 */
        fieldLength?: number;
      };
      queries?: {
        /** Requests of a user of one kind, such as catalog queries, searches, file reads or actions, that run at the same time at one instance. Default: 2 */
        running?: number;
        /** Requests of a user of one kind, such as catalog queries, searches, file reads or actions, that wait for others at one instance. Default: 200 */
        waiting?: number;
      };
      location?: {
        /** Characters of the URL of a location. Default: 2,000 */
        length?: number;
        /** Targets of all entities of kind Location in a catalog file. Default: 100 */
        targets?: number;
        /** Chained Locations, each of which lists the file of the next. Default: 10 */
        depth?: number;
        /** Entities of all chained Locations below a registered location. Default: 20,000 */
        chained?: number;
        /** Size of all files of one Location, or of the dry run of a location. Default: 4 MiB */
        size?: number;
        /** Entities in all files of one Location, or of the dry run of a location. Default: 1,000 */
        entities?: number;
        /** Placeholders in all files of one Location, or of the dry run of a location. Default: 100 */
        placeholders?: number;
      };
      readings?: {
        /** Requests of a user in ten minutes that make one instance read files, such as a registration. Default: 100 */
        requests?: number;
      };
      lists?: {
        /** Entity references that one request reads. Default: 1,000 */
        entityRefs?: number;
        /** Settings that one request reads. Default: 100 */
        settings?: number;
        /** Notifications, or settings for them, that one request changes. Default: 500 */
        notifications?: number;
        /** Permissions and resources that one request checks. Default: 500 */
        permissions?: number;
        /** Entities or locations on one page. Default: 1,000 */
        page?: number;
        /** Entities or runs of templates that an AI assistant reads with one call. Default: 10 */
        entities?: number;
        /** Bytes that one call of an AI assistant returns. Default: 1 MiB */
        entitiesSize?: number;
        /** Calls of an AI assistant in one request. Default: 1 */
        calls?: number;
        /** Runs of templates on one page. Default: 100 */
        runs?: number;
      };
      streams?: {
        /** Runs of templates that a user follows at one instance. Default: 20 */
        runs?: number;
      };
      runs?: {
        /** Runs of templates of a user that wait or run at the same time. Default: 5 */
        open?: number;
        /** Runs of templates that a user starts in an hour, at one instance. Default: 100 */
        starts?: number;
        /** Entries in the log of a run of a template that starts again. Default: 5,000 */
        events?: number;
      };
      setting?: {
        /** Size of a request with settings of a user, such as one setting. Default: 64 KiB */
        size?: number;
        /** Settings of a user. Default: 1,000 */
        count?: number;
      };
      template?: {
        /** Files of a template in the template editor. Default: 1,000 */
        files?: number;
        /** Values of a template in the template editor. Default: 5,000 */
        values?: number;
        /** Values of the form of a template. Default: 1,000 */
        formValues?: number;
      };
      search?: {
        /** Filters and filter values of a search. Default: 50 */
        filters?: number;
        /** Words of a search term, of which 5 have one or two characters. Default: 12 */
        words?: number;
        /** Characters of one word of a search term. Default: 64 */
        wordLength?: number;
      };
      body?: {
        /** Keys and values of a JSON body to any plugin. Default: 20,000 */
        values?: number;
        /** Nested lists and maps of a JSON body to any plugin. Default: 100 */
        depth?: number;
      };
    };
  };
  scaffolder?: {
    bitbucketCloud?: {
      /**
       * Slugs of the Bitbucket workspaces in which template actions create repositories, open pull
       * requests, restrict branches and run pipelines. Without this key, they reject every workspace.
       */
      workspaces?: string[];
    };
  };
}
