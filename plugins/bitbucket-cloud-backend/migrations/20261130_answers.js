/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_cloud_answers', table => {
    table.comment(
      'The last answer of Bitbucket to each question, for all instances',
    );
    table
      .string('repository', 400)
      .notNullable()
      .comment('Workspace and repository, in lower case');
    table.string('question', 100).notNullable();
    table.text('data').comment('JSON; null before the first answer');
    table
      .bigInteger('read_at')
      .notNullable()
      .comment('When reading the data began, in milliseconds since 1970');
    table
      .bigInteger('changed_at')
      .notNullable()
      .comment('When a webhook told of a change, in milliseconds since 1970');
    table.text('problem').comment('JSON: why the last attempt failed');
    table
      .bigInteger('retry_at')
      .notNullable()
      .comment('No instance asks before, in milliseconds since 1970');
    table
      .string('claim', 36)
      .comment('Identifies the request that reads it now');
    table.bigInteger('claimed_until').notNullable();
    table.bigInteger('used_at').notNullable().comment('Exact to a day');
    table.primary(['repository', 'question']);
    table.index('used_at', 'bitbucket_cloud_answers_used_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_cloud_answers');
};
