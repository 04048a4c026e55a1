#![cfg_attr(fuzzing, no_main)]

coffer_fuzz::target!(s3_query_signature);
