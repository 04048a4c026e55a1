#![cfg_attr(fuzzing, no_main)]

coffer_fuzz::target!(form_data);
