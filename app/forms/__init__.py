"""What a street adds at run time, in the vocabulary of `app/fields`: its own fields, words, sections and conditions."""
