/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('bitbucket_webhook_deliveries', table => {
    table.comment(
      'The deliveries of the last day, so that each is handled once',
    );
    table
      .string('request_uuid', 36)
      .primary()
      .comment('X-Request-UUID, in lower case and without braces');
    table
      .string('claim', 36)
      .notNullable()
      .comment('Identifies the request that handles or handled the delivery');
    table
      .bigInteger('claimed_until')
      .notNullable()
      .comment('After this time, another request can handle the delivery');
    table.boolean('published').notNullable();
    table
      .bigInteger('received_at')
      .notNullable()
      .comment('Milliseconds since the Unix epoch, as claimed_until');
    table.index('received_at', 'bitbucket_webhook_deliveries_received_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('bitbucket_webhook_deliveries');
};
