const layout = {
  height: { minRows: 4, defaultRows: 6 },
  width: { minColumns: 3, defaultColumns: 4 },
};

/** The cards of the home page, for both front-end systems. */
export const homeCards = {
  reviews: {
    title: 'Waiting for my review',
    description: 'Open Bitbucket pull requests that you have to review',
    components: () =>
      import('./contents').then(module => ({ Content: module.HomeReviews })),
    layout,
  },
  pullRequests: {
    title: 'My pull requests',
    description: 'Your open pull requests at Bitbucket',
    components: () =>
      import('./contents').then(module => ({
        Content: module.HomePullRequests,
      })),
    layout,
  },
  pipelines: {
    title: 'My red pipelines',
    description: 'Bitbucket pipelines of yours that failed',
    components: () =>
      import('./contents').then(module => ({
        Content: module.HomePipelines,
      })),
    layout,
  },
};
