// Of the address sanitizer's build alone. Drivers that are unloaded leave memory behind that can no longer be told to be theirs
// (tests/viewer/leaks_of_others.txt): so nothing is unloaded.
int dlclose(void* library);
int dlclose(void* library) {
  (void)library;
  return 0;
}
