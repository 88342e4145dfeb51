"""ovsdbapp's typed commands run on rows that are here, without a connection. Nothing else of ovntui imports
ovs or ovsdbapp."""
