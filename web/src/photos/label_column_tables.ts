// The names of columns in tables of labels, in lower case without what joins words: the tables of core/data/photo_labels.cpp.
// prettier-ignore
export const kPhotoColumns: readonly string[] = [
  "filename", "file", "image", "imageid", "imagename", "path", "filepath", "photo", "imagepath", "imagefile", "img", "imgname", "id", "name",
];
// prettier-ignore
export const kLabelColumns: readonly string[] = [
  "label", "class", "category", "target", "classname", "labels", "labelname", "classlabel", "imagelabel", "categoryname",
];
export const kSplitColumns: readonly string[] = ["split", "set", "subset", "dataset"];
