package ui

// historyScreens are the screens of operations.
var historyScreens = []route{}
